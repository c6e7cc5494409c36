import Glibc

/// Where a loaded library keeps the address of a function of another one (ELF's linkage table), so that a benchmark can
/// stand in for it for a while.
@safe struct LinkageSlot: @unchecked Sendable {
    typealias Allocate = @convention(c) (Int) -> UnsafeMutableRawPointer?
    /// glibc: what the loader knows of a library. Not in the Glibc module, as it is declared for GNU sources only.
    private typealias Info = @convention(c) (UnsafeMutableRawPointer, Int32, UnsafeMutableRawPointer) -> Int32

    // An address inside a library that stays loaded as long as the process lives.
    private let address: UnsafeMutablePointer<Allocate>

    /// Nil where the library is not loaded, or does not call the function through such a table.
    init?(_ function: String, in library: String) {
        let (isLoaded, linkMap): (Int32, Int32) = (4, 2)  // RTLD_NOLOAD, RTLD_DI_LINKMAP
        guard let handle = unsafe dlopen(library, RTLD_NOW | isLoaded), let symbol = unsafe dlsym(nil, "dlinfo") else {
            return nil
        }
        var map: UnsafeMutablePointer<link_map>?
        let info = unsafe unsafeBitCast(symbol, to: Info.self)
        guard unsafe info(handle, linkMap, &map) == 0, let map = unsafe map,
            let slot = unsafe Self.slot(of: function, in: map.pointee)
        else { return nil }
        // The loader has made the table read-only.
        let pageSize = UInt(getpagesize())
        let page = unsafe UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: slot) & ~(pageSize - 1))
        guard unsafe mprotect(page, Int(pageSize), PROT_READ | PROT_WRITE) == 0 else { return nil }
        unsafe address = slot.assumingMemoryBound(to: Allocate.self)
    }

    /// Puts another function there, and returns the one that was.
    func exchange(_ function: Allocate) -> Allocate {
        let former = unsafe address.pointee
        unsafe address.pointee = function
        return unsafe former
    }

    /// Looks through the library's relocations for the function's name.
    private static func slot(of function: String, in map: link_map) -> UnsafeMutableRawPointer? {
        var values: [Int: UInt] = [:]
        guard var entry = unsafe map.l_ld else { return nil }
        while unsafe entry.pointee.d_tag != 0 {
            unsafe values[Int(entry.pointee.d_tag)] = UInt(entry.pointee.d_un.d_val)
            unsafe entry += 1
        }
        let (strings, symbols, functions, functionBytes, data, dataBytes) = (5, 6, 23, 2, 7, 8)  // DT_STRTAB, …
        guard let names = unsafe UnsafePointer<CChar>(bitPattern: values[strings] ?? 0),
            let symbols = unsafe UnsafePointer<Elf64_Sym>(bitPattern: values[symbols] ?? 0)
        else { return nil }
        for (table, bytes) in [(functions, functionBytes), (data, dataBytes)] {
            guard let table = unsafe UnsafePointer<Elf64_Rela>(bitPattern: values[table] ?? 0) else { continue }
            for index in 0..<Int(values[bytes] ?? 0) / MemoryLayout<Elf64_Rela>.size {
                let relocation = unsafe table[index]
                let symbol = Int(relocation.r_info >> 32)
                guard symbol != 0, unsafe strcmp(names + Int(symbols[symbol].st_name), function) == 0 else { continue }
                return unsafe UnsafeMutableRawPointer(bitPattern: UInt(map.l_addr) + UInt(relocation.r_offset))
            }
        }
        return nil
    }
}
