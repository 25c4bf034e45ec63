import Foundation

/// The file `.env` in the working directory: settings of this program, one `NAME=value` in a line. What the environment
/// has already wins.
enum DotEnv {
    /// Nothing but our own settings, so that a foreign folder cannot change how other programs are started.
    private static let prefixes = ["FORGE_", "HF_", "OPENAI_", "DATABASE_URL", "QDRANT_"]
    /// Keys of servers that a config may name (`engine.api_key_env`).
    private static let suffix = "_API_KEY"

    /// Before anything reads the environment, while there is one thread.
    static func load(from file: String = ".env") {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return }
        for (name, value) in entries(in: text) { setenv(name, value, 0) }
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
