private import Foundation

/// The machine a result was made on.
package struct HostInfo: Sendable, Codable, Hashable {
    package var name: String
    package var system: String
    package var cpu: String
    package var cores: Int
    /// Bytes.
    package var memory: Int

    package static let current = HostInfo(
        name: ProcessInfo.processInfo.hostName, system: ProcessInfo.processInfo.operatingSystemVersionString,
        cpu: cpuName(), cores: ProcessInfo.processInfo.activeProcessorCount,
        memory: Int(clamping: ProcessInfo.processInfo.physicalMemory))

    private static var architecture: String {
        #if arch(arm64)
            "arm64"
        #else
            "x86-64"
        #endif
    }

    private static func cpuName() -> String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? architecture
    }
}
