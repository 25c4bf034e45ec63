private import Foundation

/// Memory of this process.
package enum ProcessMemory {
    /// Resident bytes, from `/proc/self/statm`; nil where that does not exist.
    package static func resident() -> Int? {
        // A direct read of a few bytes: this runs once per model call.
        guard let handle = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(handle) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, Int32(buffer.count), handle) != nil else { return nil }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(getpagesize())
    }

    /// The most resident bytes that there were since the process began, from `/proc/self/status`; nil where that does not
    /// exist.
    package static func peak() -> Int? { bytes("VmHWM", in: "/proc/self/status") }

    /// Bytes that the system could give to processes without swapping, from `/proc/meminfo`; nil where that does not exist.
    package static func available() -> Int? { bytes("MemAvailable", in: "/proc/meminfo") }

    /// The value of a line such as `VmHWM:     1234 kB`.
    private static func bytes(_ name: String, in file: String) -> Int? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line?.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first.map { $0 << 10 }
    }
}
