import Operations
import Processors

ServiceMain.run("orders", summary: "Outbound orders and cancellation cases.") { OrdersProcessor(policies: $0) }
