import ForgeCatalogue
import Foundation

/// The file `.env` in the working directory: settings of this program, one `NAME=value` in a line. What the environment
/// has already wins.
enum DotEnv {
    /// Nothing but our own settings, so that a foreign folder cannot change how other programs are started.
    private static let prefixes = ["FORGE_", "HF_", "OPENAI_", "DATABASE_URL", "QDRANT_"]
    /// Keys of servers that a config may name (`engine.api_key_env`).
    private static let suffix = "_API_KEY"
    /// Servers that a key goes to without being named in a config.
    private static let addresses = ["HF_ENDPOINT", "HF_DATASETS_SERVER", "OPENAI_BASE_URL", "QDRANT_URL"]

    /// Before anything reads the environment, while there is one thread.
    static func load(from file: String = ".env") {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return }
        let entries = entries(in: text)
        let refused = refused(in: entries, environment: ProcessInfo.processInfo.environment)
        for (name, value) in entries where !refused.contains(name) { setenv(name, value, 0) }
        for name in refused.sorted() {
            Warning.note(
                "\(name) of .env is not followed: a key that is not from .env would go there. "
                    + "Set both in the same place.")
        }
    }

    /// The addresses that would be sent a key which the file does not hold itself: a foreign folder must not get the
    /// user's keys.
    static func refused(in entries: [(name: String, value: String)], environment: [String: String]) -> Set<String> {
        let own = Dictionary(entries.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        // An address that makes no sense would keep the Hub's token from being found.
        let all = own.merging(environment) { $1 }.filter { !addresses.contains($0.key) }
        return Set(
            addresses.filter { address in
                guard own[address] != nil, environment[address] == nil, let key = key(sentTo: address, all) else {
                    return false
                }
                return !key.isEmpty && !own.values.contains(key)
            })
    }

    private static func key(sentTo address: String, _ environment: [String: String]) -> String? {
        switch address {
        case "OPENAI_BASE_URL": return environment["OPENAI_API_KEY"]
        case "QDRANT_URL": return environment["QDRANT_API_KEY"]
        default:
            // It may also stand in a file of the user's.
            let hub = try? HubSettings(environment: environment)
            return hub?.token
        }
    }

    /// Comments, `export` and quotes are understood; nothing is substituted.
    static func entries(in text: String) -> [(name: String, value: String)] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            var line = line.trimmingPrefix(while: \.isWhitespace)
            if line.hasPrefix("export ") { line = line.dropFirst(7).trimmingPrefix(while: \.isWhitespace) }
            guard line.first != "#", let equals = line.firstIndex(of: "=") else { return nil }
            let name = line[..<equals].trimmingCharacters(in: .whitespaces)
            guard prefixes.contains(where: name.hasPrefix) || name.hasSuffix(suffix) else { return nil }
            return (name, value(line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)))
        }
    }

    private static func value(_ text: String) -> String {
        if let quote = text.first, quote == "\"" || quote == "'" {
            let rest = text.dropFirst()
            return String(rest[..<(rest.lastIndex(of: quote) ?? rest.endIndex)])
        }
        // A comment behind a bare value needs a space before it: tokens may hold a #.
        let end = text.range(of: " #")?.lowerBound ?? text.endIndex
        return text[..<end].trimmingCharacters(in: .whitespaces)
    }
}
