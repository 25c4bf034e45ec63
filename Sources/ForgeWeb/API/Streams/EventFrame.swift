/// The text of server-sent events, as the HTML standard defines it.
enum EventFrame {
    /// Milliseconds that a browser waits before it connects again.
    static let retry = "retry: 2000\n\n"
    /// A comment: keeps the connection open and shows a server that the client is gone.
    static let heartbeat = ": still here\n\n"

    /// - Parameter data: JSON or other text; every line of it becomes a `data` line.
    static func event(_ name: String, id: EventPosition? = nil, data: String) -> String {
        var text = id.map { "id: \($0)\n" } ?? ""
        text += "event: \(name)\n"
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            text += "data: \(line)\n"
        }
        return text + "\n"
    }
}
