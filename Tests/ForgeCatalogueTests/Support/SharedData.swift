import Foundation

/// The shared data folder beside the project (or `FORGE_SHARED`), nil when it is not there.
enum SharedData {
    static let folder: URL? = {
        let environment = ProcessInfo.processInfo.environment["FORGE_SHARED"].map { URL(filePath: $0) }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let candidates = [environment, root.deletingLastPathComponent().appending(path: "shared")].compactMap { $0 }
        return candidates.lazy.flatMap { [$0.appending(path: "data"), $0] }.first { url in
            FileManager.default.fileExists(atPath: url.appending(path: "triviaqa").path(percentEncoded: false))
        }
    }()

    static var isPresent: Bool { folder != nil }
}
