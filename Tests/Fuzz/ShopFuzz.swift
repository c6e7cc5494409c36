import Connect
import Contracts
import Fulfillment

/// What libFuzzer calls with each input: its first byte says which platform's call, or which file, the rest is.
///
/// Nothing may crash or take long, and what is asked for has to be a request that the contract's reader takes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzShops(_ input: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: input, count: size))
    guard let first = bytes.first else { return 0 }
    let rest = Array(bytes.dropFirst())
    let choice = Int(first) % (connections.count + 3)
    switch choice {
    case connections.count: _ = try? ConnectionList.decode(rest)
    case connections.count + 1: _ = try? EDIFile.read(rest) { _ in edi.edi }
    case connections.count + 2:
        for row in (try? SweepFile.rows(rest)) ?? [] { for one in connections { _ = try? one.verdict(listed: row.order) } }
    default: check(rest, connections[choice])
    }
    return 0
}

private let now = Timestamp(milliseconds: 1_767_225_600_000)

private func check(_ body: [UInt8], _ connection: Connection) {
    let call = ShopCall(headers: [:], body: body, receivedAt: now)
    _ = connection.isOpening(call)
    precondition(!connection.accepts(call), "a call without a proof was accepted")
    let verdict: ShopVerdict
    do throws(DecodeError) { verdict = try connection.verdict(call) } catch {
        precondition(error.description.utf8.count < 2_000, "a long complaint")
        return
    }
    guard case .cancel(let found) = verdict else { return }
    for one in found {
        var writer = JSONWriter()
        Message.cancellationRequested(one.request(of: connection, receivedAt: now)).encodeData(&writer)
        do throws(DecodeError) {
            _ = try Message.decode(RecordBody(key: nil, value: writer.bytes), topic: .cancellationRequests)
        } catch { preconditionFailure("what was asked for is not a request: \(error)") }
    }
}

private let edi = list.connections["edi"]!
private let connections = list.connections.values.filter(\.platform.calls).sorted { $0.name < $1.name }

private let list: ConnectionList = {
    let names = ["shopify", "woocommerce", "amazon", "shopware", "bigcommerce", "commercetools", "adobe-commerce"]
    let shops = names.map {
        "\"\($0)\":{\"platform\":\"\($0)\",\"store\":\"s\",\"merchant\":\"m\",\"secret\":\"secret-of-fuzz\",\"signature\":{\"scheme\":\"token\"}}"
    }
    let text =
        "{\"connections\":{" + shops.joined(separator: ",")
        + ",\"edi\":{\"platform\":\"edi\",\"store\":\"s\",\"merchant\":\"m\",\"edi\":{\"sender\":\"P\"}}"
        + ",\"generic\":{\"platform\":\"generic\",\"store\":\"s\",\"merchant\":\"m\",\"secret\":\"secret-of-fuzz\","
        + "\"signature\":{\"scheme\":\"token\"},\"mapping\":{\"order\":\"/o\",\"when\":{\"/e\":[\"c\"]},\"at\":\"/t\","
        + "\"lines\":{\"each\":\"/l\",\"sku\":\"/s\",\"quantity\":\"/q\"},\"reason\":\"/r\",\"outboundOrderIds\":\"/x/*\"}}}}"
    do { return try ConnectionList.decode(Array(text.utf8)) } catch { preconditionFailure("\(error)") }
}()
