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
}
