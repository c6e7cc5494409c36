import Operations
import Replay

/// The numbers of the model as flags.
enum ModelOptions {
    private static let standard = WarehouseModel()

    /// All of them.
    static let all: [Option] = [
        number("seed", "N", Int(standard.seed), 0...Int.max, "The seed of all random numbers."),
        Option(
            "work-hours", "FROM-TO", default: "8-18", help: "The hours in which the floor works.",
            rule: .custom(allowed: "two hours of a day such as 8-18", accepts: { hours($0) != nil })),
        Option(
            "work-days", "FROM-TO", default: "mon-sat", help: "The days on which the floor works and trucks come.",
            rule: .custom(allowed: "two days of the week such as mon-sat", accepts: { days($0) != nil })),
        minutes("pick-after", standard.pickAfter, "Minutes of work from the order to the beginning of picking."),
        minutes("step", standard.step, "Minutes of work from one mark to the next, up to half of it more or less."),
        clock("truck", "19:00", "When the evening's truck comes."),
        clock("morning-truck", "08:30", "When the truck comes that takes what was left behind."),
        percent("missed", standard.missed, "Parcels marked shipped that the evening's truck leaves behind."),
        minutes("scan-after", standard.scanAfter, "Minutes from the truck until the carrier's scan is reported."),
        number("delivery-days", "N", standard.deliveryDays, 1...30, "Days from the truck to the buyer."),
        minutes("verify-after", standard.verifyAfter, "Minutes of work until the floor has looked for a parcel."),
        minutes("intercept-after", standard.interceptAfter, "Minutes of work until a parcel is pulled."),
        minutes("void-after", standard.voidAfter, "Minutes of work until a label is voided."),
        minutes("put-away-after", standard.putAwayAfter, "Minutes of work until the goods are put away."),
        percent(
            "overlooked", standard.overlooked, "Tasks to look for or to pull a parcel that are overlooked."),
        minutes("overlooked-for", standard.overlookedFor, "Minutes of work until it comes back to such a task."),
        percent("missing", standard.missing, "Parcels that cannot be found when they are looked for."),
        percent("void-fails", standard.voidFails, "Labels that cannot be voided."),
        percent("damaged", standard.damaged, "Parcels that come back by return order with damaged units."),
        percent("short", standard.short, "Parcels that come back by return order with a unit short."),
        percent("sent-back", standard.sentBack, "Lines that a customer sends back where it was too late to stop them."),
        number("announce-days", "N", standard.announceDays, 1...60, "Days in which the customer announces that."),
        percent("return-damaged", standard.returnDamaged, "Customers' parcels with damaged units."),
        percent("return-wrong", standard.returnWrong, "Customers' parcels with a unit of something else."),
        percent("return-short", standard.returnShort, "Customers' parcels with a unit short."),
        Option(
            "restock-by", "WAY", default: standard.restockBy.rawValue,
            help: "How intercepted units come back: mixed gives a share of the orders to a merchant of adjustments.",
            rule: .oneOf(WarehouseModel.RestockBy.allCases.map(\.rawValue))),
        percent("adjustment-share", standard.adjustmentShare, "Orders of the merchant of adjustments."),
        number("spare", "PERCENT", standard.spare, 0...1000, "Stock beyond what is ordered."),
    ]

    /// The model that a command line asks for.
    static func model(_ invocation: Invocation) -> WarehouseModel {
        var model = WarehouseModel()
        model.seed = UInt64(invocation.int("seed"))
        model.calendar.hours = hours(invocation.string("work-hours"))!
        model.calendar.days = days(invocation.string("work-days"))!
        model.pickAfter = invocation.int("pick-after")
        model.step = invocation.int("step")
        model.truck = time(invocation.string("truck"))!
        model.morningTruck = time(invocation.string("morning-truck"))!
        model.missed = invocation.int("missed")
        model.scanAfter = invocation.int("scan-after")
        model.deliveryDays = invocation.int("delivery-days")
        model.verifyAfter = invocation.int("verify-after")
        model.interceptAfter = invocation.int("intercept-after")
        model.voidAfter = invocation.int("void-after")
        model.putAwayAfter = invocation.int("put-away-after")
        model.overlooked = invocation.int("overlooked")
        model.overlookedFor = invocation.int("overlooked-for")
        model.missing = invocation.int("missing")
        model.voidFails = invocation.int("void-fails")
        model.damaged = invocation.int("damaged")
        model.short = invocation.int("short")
        model.sentBack = invocation.int("sent-back")
        model.announceDays = invocation.int("announce-days")
        model.returnDamaged = invocation.int("return-damaged")
        model.returnWrong = invocation.int("return-wrong")
        model.returnShort = invocation.int("return-short")
        model.restockBy = invocation.choice("restock-by", as: WarehouseModel.RestockBy.self)
        model.adjustmentShare = invocation.int("adjustment-share")
        model.spare = invocation.int("spare")
        return model
    }

    private static func number(
        _ name: String, _ placeholder: String, _ value: Int, _ range: ClosedRange<Int>, _ help: String
    ) -> Option {
        Option(name, placeholder, default: String(value), help: help, rule: .integer(range))
    }

    private static func minutes(_ name: String, _ value: Int, _ help: String) -> Option {
        number(name, "MINUTES", value, 1...100_000, help)
    }

    private static func percent(_ name: String, _ value: Int, _ help: String) -> Option {
        number(name, "PERCENT", value, 0...100, help)
    }

    private static func clock(_ name: String, _ value: String, _ help: String) -> Option {
        Option(
            name, "HH:MM", default: value, help: help,
            rule: .custom(allowed: "a time of the day such as 19:00", accepts: { time($0) != nil }))
    }

    /// The minute of the day.
    static func time(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    static func hours(_ text: String) -> Range<Int>? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let from = parts[0], let to = parts[1], 0 <= from, from < to, to <= 24 else {
            return nil
        }
        return from * 60..<to * 60
    }

    static func days(_ text: String) -> Set<Int>? {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        let parts = text.lowercased().split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let from = names.firstIndex(of: String(parts[0])),
            let to = names.firstIndex(of: String(parts[parts.count - 1]))
        else { return nil }
        return Set((0...(to - from + 7) % 7).map { (from + $0) % 7 })
    }
}
