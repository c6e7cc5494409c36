import Contracts
import Operations

/// Something that `turnback doctor` has looked at.
struct DoctorFinding: Equatable {
    enum Verdict: String {
        /// It is well.
        case good
        /// Worth knowing; nothing has to be done.
        case note
        /// It has to be fixed.
        case wrong
        /// It could not be looked at.
        case unknown
    }

    /// What it is about: `Kafka`, `topics`, `policy`.
    var area: String
    var verdict: Verdict
    /// What was found, in one sentence.
    var text: String
    /// What fixes it: commands, or what to do.
    var remedies: [String] = []

    static func good(_ area: String, _ text: String) -> DoctorFinding {
        DoctorFinding(area: area, verdict: .good, text: text)
    }
    static func note(_ area: String, _ text: String, _ remedies: String...) -> DoctorFinding {
        DoctorFinding(area: area, verdict: .note, text: text, remedies: remedies)
    }
    static func wrong(_ area: String, _ text: String, _ remedies: String...) -> DoctorFinding {
        DoctorFinding(area: area, verdict: .wrong, text: text, remedies: remedies)
    }
    static func unknown(_ area: String, _ text: String, _ remedies: String...) -> DoctorFinding {
        DoctorFinding(area: area, verdict: .unknown, text: text, remedies: remedies)
    }
}

/// All findings, as people and as scripts read them.
struct DoctorReport {
    let findings: [DoctorFinding]

    /// How many have to be fixed.
    var wrong: Int { findings.filter { $0.verdict == .wrong }.count }

    func lines(_ style: TextStyle) -> [String] {
        let width = findings.map(\.area.count).max() ?? 0
        let columns = min(style.width ?? ReportText.width, ReportText.width)
        return findings.flatMap { finding in
            let mark =
                switch finding.verdict {
                case .good: style.green("ok     ")
                case .note: style.dim("note   ")
                case .wrong: style.red("WRONG  ")
                case .unknown: style.yellow("unknown")
                }
            let area = ReportText.padded(finding.area, width)
            let indent = String(repeating: " ", count: width + 11)
            let lines = ReportText.wrapped(PlainText.of(finding.text), to: max(20, columns - width - 11))
            // A command stays on its line, so that it can be copied.
            return ["\(mark)  \(area)  \(lines.first ?? "")"] + lines.dropFirst().map { indent + $0 }
                + finding.remedies.map { indent + "→ " + PlainText.of($0) }
        }
    }

    var jsonLines: [String] {
        findings.map { finding in
            JSONLine.object { writer in
                writer.field("area", finding.area)
                writer.field("verdict", finding.verdict)
                writer.field("text", finding.text)
                writer.key("remedies")
                writer.array { writer in for remedy in finding.remedies { writer.string(remedy) } }
            }
        }
    }
}
