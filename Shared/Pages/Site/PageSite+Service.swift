public import API
public import Operations

extension PageSite {
    /// The pages of a process that answers the API.
    /// - Parameter directory: where it writes down what people do before it sends it; of this process alone.
    public static func site(of api: ConsoleAPI, directory: String, isSecure: Bool = false, logger: Logger)
        throws(Failure) -> PageSite
    {
        var settings = Settings()
        settings.isSecure = isSecure
        settings.onError = { path, reason in
            logger.error("a page could not be made", metadata: ["path": .string(path), "reason": .string(reason)])
        }
        return try PageSite(settings, book: try ActionBook(directory: directory), api: api)
    }
}
