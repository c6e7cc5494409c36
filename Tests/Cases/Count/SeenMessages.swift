/// The fields of messages that are counted.
extension Seen {
    /// An event that somebody sends.
    struct Sent: Decodable {
        var type: String
        var source: String
        var id: String
        var data: Data

        struct Data: Decodable {
            var requestId: String?
            var storeId: String?
            var storeOrderId: String?
            var outboundOrderId: String?
            var outboundOrderIds: [String]?
            var lines: [Line]?

            var storeOrder: String { "\(storeId ?? "")/\(storeOrderId ?? "")" }
            var units: Int { (lines ?? []).reduce(0) { $0 + $1.quantity } }
        }
    }

    struct Line: Decodable {
        var sku: String
        var quantity: Int
    }

    struct Outcome: Decodable {
        var caseId: String
        var requestId: String
        var state: String
        var final: Bool
        var code: String
        var nextAction: String
        var labelVoided: Bool?
        var outboundOrders: [Part]
        var quantities: [String: Int]
        var changedAt: String?

        struct Part: Decodable {
            var outboundOrderId: String
            var status: String
            var code: String
            var nextAction: String?
            var quantities: [String: Int]?
        }
    }

    struct Contradiction: Decodable {
        var requestId: String
        var outboundOrderId: String
        var code: String
        var quantity: Int?
        var nextAction: String
        var trackingNumber: String?
        var followedBy: String?
    }

    struct Order: Decodable {
        var outboundOrderId: String
        var storeId: String
        var storeOrderId: String
        var status: String
        var custody: String
        var lines: [Line]
    }

    struct Task: Decodable {
        var taskId: String
        var caseId: String?
        var dueAt: String?
        var kind: String
        var outboundOrderId: String
        var lines: [Line]?
        var trackingNumber: String?
        /// Of one that is closed.
        var result: String?
    }

    struct Return: Decodable {
        var returnOrderId: String
        var origin: String
        var state: String
        var lines: [Counts]
        var discrepancies: [Discrepancy]

        /// The counts of a line, by their names.
        struct Counts: Decodable {
            var sku = ""
            var counts: [String: Int] = [:]

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: AnyKey.self)
                for key in container.allKeys {
                    if key.stringValue == "sku" {
                        sku = try container.decode(String.self, forKey: key)
                    } else if let count = try? container.decode(Int.self, forKey: key) {
                        counts[key.stringValue] = count
                    }
                }
            }
        }

        struct Discrepancy: Decodable {
            var kind: String
            var quantity: Int
        }
    }

    struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    struct Movement: Decodable {
        var warehouseId: String
        var sku: String
        var kind: String
        var quantity: Int
        var onHandDelta: Int
        var onHand: Int
        var allocated: Int
        var quarantined: Int
        var oversold: Bool?
        var outboundOrderId: String?
    }

    struct Refusal: Decodable {
        var outboundOrderId: String
        var code: String
        var claimedBy: Claim?

        struct Claim: Decodable {
            var by: String
            var id: String
        }
    }

    struct Rejection: Decodable {
        var code: String
        var messageSource: String
        var messageId: String
        var messageType: String
    }
}
