import Operations
import Processors

ServiceMain.run("returns", summary: "Return orders and their receipts.") { _ in ReturnsProcessor() }
