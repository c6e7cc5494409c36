/// A printed card that is scanned in place of a press, for gloves and wet screens. It counts only on a page that offers its
/// answer. No card's word has a letter that other keyboard layouts move (A M Q W Y Z), a digit or a sign.
enum AnswerCard: String, CaseIterable, Sendable {
    case here = "TBHERE"
    case left = "TBLEFT"
    case lost = "TBLOST"
    case pulled = "TBPULLED"
    case gone = "TBGONE"
    case voided = "TBVOIDED"
    case notVoided = "TBNOTVOIDED"
    case stopped = "TBSTOPPED"
    case shelf = "TBSHELF"
    case hold = "TBHOLD"
    case bin = "TBBIN"

    init?(_ code: ScannedCode) { self.init(rawValue: code.text.uppercased()) }
}
