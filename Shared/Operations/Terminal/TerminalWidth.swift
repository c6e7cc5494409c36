internal import Glibc

/// How many columns a person sees.
public enum TerminalWidth {
    /// Where there is no terminal.
    public static let usual = 80

    /// Of the terminal that a stream leads to; else what COLUMNS says, else the usual.
    public static func of(_ stream: StandardStream) -> Int {
        var size = winsize()
        if unsafe ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return EnvironmentVariables.value(of: "COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? usual
    }
}
