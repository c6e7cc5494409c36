import Operations
import Processors

ServiceMain.run("inventory", summary: "Stock, allocations, restock claims and movements.") { InventoryProcessor(policies: $0) }
