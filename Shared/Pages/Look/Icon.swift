/// The few drawings of the frame.
enum Icon {
    /// A parcel that turns back.
    static let mark = tag(
        "svg", .attr("viewBox", "0 0 24 24"), .attr("fill", "none"), .attr("stroke", "currentColor"),
        .attr("stroke-width", "2.2"),
        .attr("stroke-linecap", "round"), .attr("stroke-linejoin", "round"), .attr("aria-hidden", "true"),
        .attr("focusable", "false")
    ) {
        tag("path", .attr("d", "M9 6 4 11l5 5"))
        tag("path", .attr("d", "M4 11h10a6 6 0 0 1 6 6v2"))
    }

    /// The same as a file, for the browser's tab.
    static let file = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#0a5670"/>\
        <path d="M9.5 7 5.5 11l4 4M5.5 11H14a4.5 4.5 0 0 1 4.5 4.5V17" fill="none" stroke="#fff" stroke-width="2" \
        stroke-linecap="round" stroke-linejoin="round"/></svg>
        """
}
