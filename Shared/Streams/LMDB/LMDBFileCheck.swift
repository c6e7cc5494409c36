internal import CLMDB
internal import Glibc

/// Looks through an LMDB file before it is opened, page by page. LMDB trusts its files: on a damaged one it ends the
/// process, or reads beyond the file's end, so what is wrong has to be found before.
///
/// Checked is that every page of both trees and of the tables in them is there, says its own number, and keeps its nodes
/// within itself, and that no page in use is listed as free: LMDB would write over it. What is in the values is checked by
/// whoever wrote them.
struct LMDBFileCheck {
    /// Why the file cannot be used; nil where it can, or is empty, or there is none.
    static func problem(in directory: String) -> String? {
        let file = unsafe open(directory + "/data.mdb", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        guard size > 0 else { return nil }
        guard var check = LMDBFileCheck(file, size) else { return "its first pages are not LMDB's" }
        for (root, listsFreePages) in check.roots {
            if let page = check.firstBadPage(below: root, listsFreePages) {
                return "page \(page) is damaged or missing"
            }
        }
        return check.free.first { check.seen[$0] }.map { "page \($0) is in use and listed as free" }
    }

    private let file: Int32
    private let size: Int
    private let pageSize: Int
    /// The pages that the file has by its own account.
    private let pages: Int
    /// The first pages of the trees, and whether it is the tree that lists the free pages.
    private let roots: [(page: Int, listsFreePages: Bool)]
    /// Which pages are in use.
    private var seen: [Bool]
    /// Which pages are listed as free.
    private var free: [Int] = []

    private static let none = UInt64.max
    private static let headerSize = 16
    private static let descriptorSize = 48

    /// Reads the newer of the two first pages.
    private init?(_ file: Int32, _ size: Int) {
        self.file = file
        self.size = size
        var newest: (transaction: UInt64, page: [UInt8])?
        var offset = 0
        // The second one lies behind the first, whose length it says itself.
        for _ in 0..<2 {
            guard let page = Self.read(file, offset, 168), page.number(little: 16, 4) == 0xBEEF_C0DE,
                page.number(little: 20, 4) == 1
            else { return nil }
            let transaction = page.number(little: 144, 8)
            if newest == nil || transaction > newest!.transaction { newest = (transaction, page) }
            offset = Int(page.number(little: 40, 4))
            guard (512...65_536).contains(offset) else { return nil }
        }
        guard let page = newest?.page else { return nil }
        pageSize = offset
        let last = page.number(little: 136, 8)
        guard last < UInt64(Int32.max) else { return nil }
        pages = Int(last) + 1
        roots = [(40, true), (88, false)].map { (page.number(little: $0 + 40, 8), $1) }
            .filter { $0.0 != Self.none }.map { (Int(clamping: $0.0), $0.1) }
        seen = [Bool](repeating: false, count: max(pages, 2))
    }

    private static func read(_ file: Int32, _ offset: Int, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return unsafe pread(file, &bytes, count, offset) == count ? bytes : nil
    }

    /// Goes through a tree. Returns the number of a page that cannot be right.
    private mutating func firstBadPage(below root: Int, _ listsFreePages: Bool) -> Int? {
        var open = [root]
        while let number = open.popLast() {
            guard (2..<pages).contains(number), !seen[number], let page = Self.read(file, number * pageSize, pageSize),
                page.number(little: 0, 8) == UInt64(number)
            else { return number }
            seen[number] = true
            let flags = page.number(little: 10, 2) & 0x3F
            let (lower, upper) = (Int(page.number(little: 12, 2)), Int(page.number(little: 14, 2)))
            guard flags == UInt64(P_BRANCH) || flags == UInt64(P_LEAF), lower >= Self.headerSize, lower <= upper,
                upper <= pageSize
            else { return number }
            for index in 0..<(lower - Self.headerSize) / 2 {
                let at = Int(page.number(little: Self.headerSize + 2 * index, 2))
                guard at >= upper, at + 8 <= pageSize else { return number }
                let isSound =
                    flags == UInt64(P_BRANCH)
                    ? addChild(of: page, at, &open) : checkNode(of: page, at, &open, listsFreePages)
                guard isSound else { return number }
            }
        }
        return nil
    }

    private func addChild(of page: [UInt8], _ at: Int, _ open: inout [Int]) -> Bool {
        guard at + 8 + Int(page.number(little: at + 6, 2)) <= pageSize else { return false }
        open.append(Int(page.number(little: at, 6)))
        return true
    }

    /// A key with its value, or with the table or the pages that hold it.
    private mutating func checkNode(
        of page: [UInt8], _ at: Int, _ open: inout [Int], _ listsFreePages: Bool
    ) -> Bool {
        let size = Int(page.number(little: at, 4))
        let flags = Int32(page.number(little: at + 4, 2))
        let value = at + 8 + Int(page.number(little: at + 6, 2))
        if flags & F_BIGDATA != 0 {
            guard value + 8 <= pageSize else { return false }
            let first = Int(clamping: page.number(little: value, 8))
            guard checkOverflow(first, size) else { return false }
            guard listsFreePages else { return true }
            return Self.read(file, first * pageSize + Self.headerSize, size).map { takeFreePages($0) } ?? false
        }
        guard value + size <= pageSize else { return false }
        if listsFreePages { return takeFreePages(Array(page[value..<value + size])) }
        if flags & F_SUBDATA != 0 {
            guard size == Self.descriptorSize else { return false }
            let root = page.number(little: value + 40, 8)
            if root != Self.none { open.append(Int(clamping: root)) }
        }
        return true
    }

    /// A list of free pages: how many, and their numbers, with room for more behind them.
    private mutating func takeFreePages(_ list: [UInt8]) -> Bool {
        guard list.count >= 8, let count = Int(exactly: list.number(little: 0, 8)), count < list.count / 8 else {
            return false
        }
        for index in 0..<count {
            guard let page = Int(exactly: list.number(little: 8 + 8 * index, 8)), (2..<pages).contains(page) else {
                return false
            }
            free.append(page)
        }
        return true
    }

    private mutating func checkOverflow(_ number: Int, _ length: Int) -> Bool {
        guard (2..<pages).contains(number), !seen[number],
            let head = Self.read(file, number * pageSize, Self.headerSize), head.number(little: 0, 8) == UInt64(number),
            head.number(little: 10, 2) & 0x3F == UInt64(P_OVERFLOW)
        else { return false }
        seen[number] = true
        let count = Int(head.number(little: 12, 4))
        return number + count <= pages && (number + count) * pageSize <= size
            && count * pageSize >= length + Self.headerSize
    }
}

/// LMDB's own names, which its header does not name.
private let (P_BRANCH, P_LEAF, P_OVERFLOW): (Int32, Int32, Int32) = (0x01, 0x02, 0x04)
private let (F_BIGDATA, F_SUBDATA): (Int32, Int32) = (0x01, 0x02)

extension [UInt8] {
    /// A whole number of so many bytes, the lowest first.
    fileprivate func number(little at: Int, _ count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in (0..<count).reversed() { value = value << 8 | UInt64(self[at + index]) }
        return value
    }
}
