import Operations
import Processors

ServiceMain.run("returns", summary: "Return orders and their receipts.") { ReturnsProcessor(policies: $0) }
