import Foundation
import TestSupport
import Testing

/// `turnback serve --data DIR` on a file that another hand has changed.
@Suite(.timeLimit(.minutes(15)))
struct DamagedLogTests {
    @Test func serveAndReconcileEndWith70AndSayWhere() throws {
        let data = try Files.temporary()
        let port = try FreePorts.pair()
        let arguments = ["serve", "--data", data.path, "--http", "127.0.0.1:\(port)", "--log", "text"]
        let program = try Program("turnback", arguments)
        let http = HTTP(base: "http://127.0.0.1:\(port)")
        try eventually("serve is ready") {
            try http.get("/readyz").status == 200 ? true : nil
        } state: {
            program.complained
        }
        let receipt =
            #"{"specversion":"1.0","id":"rc-1","source":"/test","type":"fulfillment.stock.receive.v1","data":{"merchantId":"acme","warehouseId":"LAX1","receiptId":"RC-DAMAGED","lines":[{"sku":"SKU-1","quantity":10}]}}"#
        #expect(
            try http.post("/api/v1/events", receipt, headers: ["content-type: application/cloudevents+json"]).status
                == 202)
        try eventually("it was counted") { try http.get("/api/v1/stock/acme/LAX1/SKU-1").status == 200 ? true : nil }
        #expect(program.stop() == 0)

        let file = data.appending(path: "log/data.mdb")
        var bytes = try Data(contentsOf: file)
        var at = 0
        while let found = bytes.range(of: Data("RC-DAMAGED".utf8), in: at..<bytes.count) {
            bytes.replaceSubrange(found, with: Data("RC-DAMAGEE".utf8))
            at = found.upperBound
        }
        #expect(at > 0)
        try bytes.write(to: file)
        // Without its state it reads all of it.
        try FileManager.default.removeItem(at: data.appending(path: "state"))
        for command in [["reconcile", "--data", data.path], arguments] {
            let result = try Program.run("turnback", command)
            #expect(result.code == 70, "\(command) \(result.complained.suffix(1_000))")
            let line = result.complained.split(separator: "\n").last ?? ""
            #expect(line.contains("\(file.path): the record of fulfillment."), "\(line)")
            #expect(line.contains(" is not what was written") && line.contains("put back a copy"), "\(line)")
        }
    }
}
