/// The version that every executable of this package prints and exports.
public enum Version {
    /// Semantic version, without a leading "v".
    public static let current = "0.1.0"
}
