/// Calls `step` until it returns a result; after `seconds` throws with what `state` says.
func eventually<Result>(
    _ what: String, within seconds: Int = 60, state: () -> String = { "" }, _ step: () throws -> Result?
) throws -> Result {
    let deadline = ContinuousClock.now + .seconds(seconds)
    repeat {
        if let result = try step() { return result }
    } while ContinuousClock.now < deadline
    throw Overdue(description: "\(what): not within \(seconds) s; \(state())")
}

struct Overdue: Error, CustomStringConvertible {
    let description: String
}
