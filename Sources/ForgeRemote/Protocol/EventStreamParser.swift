/// Splits server-sent events into their data (WHATWG HTML, 9.2.6), whatever the places at which the bytes arrive cut.
///
/// Works on bytes: a piece may end within a character or within a line end.
struct EventStreamParser {
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var endedWithReturn = false

    /// Bytes that a single event may have.
    static let largestEvent = 8 << 20

    /// The data of the events that these bytes complete.
    ///
    /// - Throws: `RequestFailure` malformed for an event without an end.
    mutating func feed(_ bytes: some Sequence<UInt8>) throws(RequestFailure) -> [String] {
        var events: [String] = []
        for byte in bytes {
            // A line ends with \n, \r or \r\n.
            let isSecondHalf = byte == 0x0A && endedWithReturn
            endedWithReturn = byte == 0x0D
            if isSecondHalf { continue }
            guard byte == 0x0A || byte == 0x0D else {
                line.append(byte)
                guard line.count + data.count <= Self.largestEvent else {
                    throw RequestFailure(.malformed, "an event of the answer is larger than \(Self.largestEvent) bytes")
                }
                continue
            }
            if let event = endLine() { events.append(event) }
        }
        return events
    }

    /// An event that the stream's end leaves without its empty line. The standard drops it; servers forget the line.
    mutating func finish() -> String? {
        if !line.isEmpty { _ = endLine() }
        return endEvent()
    }

    private mutating func endLine() -> String? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return endEvent() }
        // `error:` is no field of the standard, but llama-server has used it.
        for field in ["data:", "error:"] where line.starts(with: field.utf8) {
            var value = line.dropFirst(field.utf8.count)
            if value.first == 0x20 { value = value.dropFirst() }
            if hasData { data.append(0x0A) }
            data.append(contentsOf: value)
            hasData = true
        }
        return nil
    }

    private mutating func endEvent() -> String? {
        guard hasData else { return nil }
        defer {
            data.removeAll(keepingCapacity: true)
            hasData = false
        }
        return String(decoding: data, as: UTF8.self)
    }
}
