import Testing

/// Stories of stores, warehouses and carriers, played on the three services: each ends as a person counts.
@Suite("Cases", .timeLimit(.minutes(15)))
struct CasesTests {
    @Test func everyStoryEndsAsAPersonCounts() async throws {
        let stories = try Library.stories()
        let wrong = try Library.knownWrong()
        #expect(!stories.isEmpty, "TURNBACK_CASE names no story")
        let all = try await withThrowingTaskGroup(of: Ended.self) { group in
            for story in stories {
                group.addTask { Ended(name: story.name, differences: try Self.play(story)) }
            }
            return try await group.reduce(into: [Ended]()) { $0.append($1) }.sorted { $0.name < $1.name }
        }
        for story in all {
            switch (story.differences.isEmpty, wrong[story.name]) {
            case (true, nil), (false, .some): break
            case (true, .some): Issue.record("\(story.name) ends right now: take it out of known-wrong.txt")
            case (false, nil): Issue.record("\(Self.text(story.name, Self.first(story.differences)))")
            }
        }
        let right = all.count { $0.differences.isEmpty }
        print("\(all.count) stories: \(right) end right, \(all.count - right) end wrong")
    }

    private struct Ended {
        var name: String
        var differences: [String]
    }

    @Test func whatIsKnownToEndWrongIsAStory() throws {
        let names = Set(try Library.names())
        for name in try Library.knownWrong().keys { #expect(names.contains(name), "\(name) is not a story") }
    }

    /// Where several things happen at once, they do so in many orders.
    private static func play(_ story: Story) throws -> [String] {
        for variant in 0..<story.variants {
            let played = try Player.play(story, variant: variant)
            if Library.isChoice, variant == 0 || !played.differences.isEmpty {
                print(text("\(story.name), variant \(variant): \(story.shows)", played.trail + played.differences))
            }
            guard played.differences.isEmpty else {
                return variant == 0 ? played.differences : ["in the order of variant \(variant):"] + played.differences
            }
        }
        return []
    }

    private static func first(_ differences: [String], _ count: Int = 20) -> [String] {
        differences.count <= count ? differences : differences.prefix(count) + ["and \(differences.count - count) more"]
    }

    private static func text(_ name: String, _ lines: [String]) -> String {
        ([name] + lines.map { "    " + $0 }).joined(separator: "\n")
    }
}
