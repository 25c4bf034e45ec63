import ForgeCore
package import Foundation

/// How the Hugging Face Hub is reached, from the environment variables that its own tools use.
package struct HubSettings: Sendable, Hashable {
    /// `HF_ENDPOINT`.
    package var endpoint: URL
    /// `HF_DATASETS_SERVER`: where the rows API answers.
    package var datasetsServer: URL
    /// `HF_TOKEN`, else the file that `HF_TOKEN_PATH` names, else `token` in the Hub's folder. Never logged.
    package var token: String?
    /// `HF_HUB_CACHE`, else `hub` in `HF_HOME`, by default `~/.cache/huggingface`.
    package var cache: URL
    /// `HF_HUB_OFFLINE`: no request is made.
    package var isOffline: Bool

    package init(endpoint: URL, datasetsServer: URL, token: String? = nil, cache: URL, isOffline: Bool = false) {
        self.endpoint = endpoint
        self.datasetsServer = datasetsServer
        self.token = token
        self.cache = cache
        self.isOffline = isOffline
    }

    /// - Throws: an invalid-input error when an address is not an http or https URL.
    package init(environment: [String: String]) throws {
        let home = Self.home(environment)
        let tokenFile =
            Self.value("HF_TOKEN_PATH", environment).map { Self.folder($0, environment) }
            ?? home.appending(path: "token")
        self.init(
            endpoint: try Self.address("HF_ENDPOINT", environment, default: "https://huggingface.co"),
            datasetsServer: try Self.address(
                "HF_DATASETS_SERVER", environment, default: "https://datasets-server.huggingface.co"),
            token: Self.value("HF_TOKEN", environment) ?? Self.value("HUGGING_FACE_HUB_TOKEN", environment)
                ?? Self.firstLine(of: tokenFile),
            cache: Self.value("HF_HUB_CACHE", environment).map { Self.folder($0, environment) }
                ?? home.appending(path: "hub", directoryHint: .isDirectory),
            isOffline: ["1", "on", "yes", "true"].contains(environment["HF_HUB_OFFLINE"]?.lowercased() ?? ""))
    }

    private static func home(_ environment: [String: String]) -> URL {
        if let path = value("HF_HOME", environment) { return folder(path, environment) }
        let cache = value("XDG_CACHE_HOME", environment) ?? "~/.cache"
        return folder(cache, environment).appending(path: "huggingface", directoryHint: .isDirectory)
    }

    private static func value(_ name: String, _ environment: [String: String]) -> String? {
        guard let value = environment[name]?.trimmingSpaces(), !value.isEmpty else { return nil }
        return value
    }

    /// A path with a leading `~` replaced by the home folder.
    private static func folder(_ path: String, _ environment: [String: String]) -> URL {
        guard path == "~" || path.hasPrefix("~/") else { return URL(filePath: path) }
        let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path(percentEncoded: false)
        return URL(filePath: home).appending(path: String(path.dropFirst(2)))
    }

    private static func firstLine(of file: URL) -> String? {
        guard let data = try? Data(contentsOf: file), data.count < 4096 else { return nil }
        let token = String(decoding: data, as: UTF8.self).trimmingSpaces()
        return token.isEmpty || token.contains(where: \.isNewline) ? nil : token
    }

    private static func address(_ name: String, _ environment: [String: String], default text: String) throws -> URL {
        let value = value(name, environment) ?? text
        let trimmed = value.hasSuffix("/") ? String(value.dropLast()) : value
        guard let url = URL(string: trimmed), ["http", "https"].contains(url.scheme ?? ""), url.host() != nil else {
            throw CatalogueError(
                .invalidInput, "hub.bad-address", "\(name) is not an http or https address: `\(value)`.",
                remedy: "Set it like \(text), or unset it.")
        }
        return url
    }
}
