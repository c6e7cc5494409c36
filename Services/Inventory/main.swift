import Operations
import Processors

ServiceMain.run("inventory", summary: "Stock, allocations, restock claims and movements.") { _ in InventoryProcessor() }
