import Glibc

/// A directory of one test, gone with it.
final class Scratch {
    let path: String

    init() {
        var name = Array("/tmp/turnback-pages-XXXXXX".utf8CString)
        path = unsafe name.withUnsafeMutableBufferPointer { unsafe String(cString: mkdtemp($0.baseAddress!)!) }
    }

    deinit { remove(path) }

    private func remove(_ path: String) {
        if let opened = unsafe opendir(path) {
            while let entry = unsafe readdir(opened) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                    unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
                }
                if name != ".", name != ".." { remove("\(path)/\(name)") }
            }
            unsafe closedir(opened)
            unsafe rmdir(path)
        } else {
            unsafe unlink(path)
        }
    }
}
