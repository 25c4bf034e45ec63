package import ForgeCore
package import Foundation

/// What pulling needs to know of its surroundings.
package struct PullSettings: Sendable {
    package var home: ForgeHome
    package var hub: HubSettings
    package var retry: RetryPolicy
    /// The shared data folder (`FORGE_SHARED`, or `../shared/data` where that exists).
    package var shared: URL?
    /// For subprocesses.
    package var environment: [String: String]

    package init(
        home: ForgeHome, hub: HubSettings, retry: RetryPolicy = .init(), shared: URL? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.home = home
        self.hub = hub
        self.retry = retry
        self.shared = shared
        self.environment = environment
    }

    /// Everything from the environment.
    ///
    /// - Throws: an invalid-input error for a bad address of the Hub.
    package init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        self.init(
            home: ForgeHome(environment: environment), hub: try HubSettings(environment: environment),
            shared: Self.sharedFolder(environment), environment: environment)
    }

    /// A file or folder that a `shared:` source names; nil without a shared folder.
    ///
    /// `models/…` lies in the shared data folder or beside it, all else in it. Source paths have no `..`, so nothing else of
    /// the folder above is reachable.
    func sharedFile(_ path: String) -> URL? {
        guard let shared else { return nil }
        let inside = shared.appending(path: path)
        guard path.hasPrefix("models/"), !FileManager.default.fileExists(atPath: inside.path(percentEncoded: false))
        else { return inside }
        return shared.standardizedFileURL.deletingLastPathComponent().appending(path: path)
    }

    /// `FORGE_SHARED` may name the data folder itself or the folder above it.
    private static func sharedFolder(_ environment: [String: String]) -> URL? {
        let named = environment["FORGE_SHARED"].flatMap { $0.isEmpty ? nil : $0 }
        let base = URL(filePath: named ?? "../shared", directoryHint: .isDirectory)
        let data = base.appending(path: "data", directoryHint: .isDirectory)
        if FileManager.default.fileExists(atPath: data.path(percentEncoded: false)) { return data }
        return named == nil ? nil : base
    }
}
