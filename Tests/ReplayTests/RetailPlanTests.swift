import Contracts
import Fulfillment
import Operations
import Testing

@testable import Replay
@testable import turnback

@Suite struct RetailPlanTests {
    private static let heading = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"

    private func plan(
        _ rows: String, heading: String = heading
    ) throws -> (plan: RetailPlan, complaints: [Int]) {
        var reader = CSVReader(LineReader(bytes: Array((heading + rows).utf8)))
        var complaints: [Int] = []
        let plan = try RetailPlan.read(&reader, dates: .auto) { line, _ in complaints.append(line) }
        return (plan, complaints)
    }

    @Test func linesOfOneSKUAreOneLineWhateverTheLetters() throws {
        let (plan, _) = try plan(
            """
            536365,85123A,A,6,2010-12-01 08:26:00,2.55,17850.0,UK
            536365,71053,B,1,2010-12-01 08:26:00,2.55,17850.0,UK
            536365,85123a,A,2,2010-12-01 08:26:00,2.55,17850.0,UK
            """)
        #expect(plan.orders.count == 1)
        #expect(plan.orders[0].lines == [Line("85123A", 8), Line("71053", 1)])
        #expect(plan.orders[0].outboundOrderId == "OB-536365")
        #expect(plan.counts[.ordered] == FateCounts.Count(rows: 3, invoices: 1, notes: 0))
    }

    @Test func everyRowHasAFate() throws {
        let (plan, complaints) = try plan(
            """
            1,10001,A,6,2010-12-01 08:26:00,2.55,17850,UK
            1,POST,POSTAGE,1,2010-12-01 08:26:00,2.55,17850,UK
            2,10001,A,-5,2010-12-01 08:26:00,2.55,17850,UK
            3,10001,A,5,2010-12-01 08:26:00,2.55,,UK
            4,10001,A,many,2010-12-01 08:26:00,2.55,17850,UK
            5,10001,A,5,2010-12-01 08:26:00,2.55
            A6,B,Adjust bad debt,1,2010-12-01 08:26:00,2.55,,UK
            7,10001,A,5,soon,2.55,17850,UK
            C8,10001,A,-6,2010-12-01 09:26:00,2.55,17850,UK
            C9,10001,A,-6,2010-12-01 09:30:00,2.55,17850,UK
            C10,10009,A,-6,2010-12-01 09:30:00,2.55,17850,UK
            C11,D,Discount,-1,2010-12-01 09:30:00,2.55,17850,UK
            C12,10001,A,-1,2010-12-01 09:30:00,2.55,,UK
            13,10001,A,2000000,2010-12-01 08:26:00,2.55,17850,UK
            """)
        #expect(complaints == [6, 7, 9])
        let expected: [RowFate: FateCounts.Count] = [
            .ordered: .init(rows: 1, invoices: 1, notes: 0), .cancelled: .init(rows: 1, invoices: 0, notes: 1),
            .unreadable: .init(rows: 3, invoices: 0, notes: 0), .notADocument: .init(rows: 1, invoices: 1, notes: 0),
            .notAProduct: .init(rows: 2, invoices: 0, notes: 1), .wrongSign: .init(rows: 1, invoices: 1, notes: 0),
            .noCustomer: .init(rows: 2, invoices: 1, notes: 1), .boughtBefore: .init(rows: 1, invoices: 0, notes: 1),
            .moreThanBought: .init(rows: 1, invoices: 0, notes: 1), .tooMany: .init(rows: 1, invoices: 1, notes: 0),
        ]
        for fate in RowFate.allCases { #expect(plan.counts[fate] == expected[fate] ?? .init(), "\(fate)") }
        #expect(RowFate.allCases.reduce(0) { $0 + plan.counts[$1].rows } == 14)
        #expect(plan.orders.map(\.requests.count) == [1])
        #expect(plan.orders[0].requests[0].requestId == "R-C8")
        #expect(plan.orders[0].requests[0].lines == nil)
    }

    @Test func aPartialNoteIsARequestWithItsLines() throws {
        let plan = try plan(
            """
            1,10001,A,6,2010-12-01 08:26:00,2.55,17850,UK
            C2,10001,A,-2,2010-12-01 09:26:00,2.55,17850,UK
            C3,10001,A,-4,2010-12-01 09:27:00,2.55,17850,UK
            """
        ).plan
        #expect(plan.orders[0].requests.map(\.lines) == [[Line("10001", 2)], [Line("10001", 4)]])
        #expect(plan.counts[.cancelled].notes == 2)
    }

    @Test func aNoteOverTwoInvoicesIsARequestOfEach() throws {
        let plan = try plan(
            """
            1,10001,A,6,2010-12-01 08:26:00,2.55,17850,UK
            2,10002,A,6,2010-12-01 08:28:00,2.55,17850,UK
            C3,10001,A,-6,2010-12-01 09:26:00,2.55,17850,UK
            C3,10002,A,-1,2010-12-01 09:26:00,2.55,17850,UK
            """
        ).plan
        #expect(plan.orders.flatMap { $0.requests.map(\.requestId) } == ["R-C3-2", "R-C3-1"])
        #expect(plan.orders.flatMap { $0.requests.map(\.lines) } == [nil, [Line("10002", 1)]])
        #expect(plan.counts[.cancelled] == FateCounts.Count(rows: 2, invoices: 0, notes: 1))
    }

    @Test func slashesAreReadAsSomeDateOfTheFileShows() throws {
        let rows = """
            1,10001,A,6,01/12/2010 08:26,2.55,17850,UK
            2,10001,A,6,13/12/2010 08:26,2.55,17850,UK
            """
        #expect(try plan(rows).plan.orders.map { $0.orderedAt.rfc3339.prefix(10) } == ["2010-12-01", "2010-12-13"])
    }

    @Test func theSecondEditionsHeadingIsKnown() throws {
        let (plan, _) = try plan(
            "489434,85048,A,12,2009-12-01 07:45:00,6.95,13085.0,UK\n",
            heading: "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n")
        #expect(plan.orders.map(\.id) == ["489434"])
    }

    @Test func aHeadingThatLacksColumnsIsRefusedByName() throws {
        let error = #expect(throws: Failure.self) { try plan("1,2\n", heading: "InvoiceNo,Quantity\n") }
        #expect(error?.exitCode == .dataErr)
        #expect(error?.message.contains("StockCode, InvoiceDate, CustomerID") == true)
    }

    @Test(arguments: [
        ("85123A", true), ("DCGS0076", true), ("POST", false), ("M", false), ("GIFT_0001_40", false),
        ("BANK CHARGES", false), ("C2", false), ("DCGSSBOY", false),
    ])
    func whatIsAProduct(sku: String, isProduct: Bool) {
        let row = RetailRow(invoice: "1", sku: sku, quantity: 1, date: RetailDate("2010-12-01")!, customer: "1")
        #expect(row.isProduct == isProduct)
    }
}
