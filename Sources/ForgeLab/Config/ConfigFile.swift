import ForgeCore
import Foundation

/// Reading a config file within bounds.
enum ConfigFile {
    /// - Throws: `LabError` `config.unreadable`.
    static func read(_ path: String) throws -> Data {
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            // One byte more than allowed tells that it is too large, without reading a whole disk.
            return try handle.read(upToCount: YAMLGuard.maximumBytes + 1) ?? Data()
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw LabError(
                exists ? .invalidInput : .notFound, "config.unreadable", "The config file \(path) cannot be read.",
                cause: exists ? "\(error.localizedDescription)" : "There is no such file.",
                remedy: "Give the path of a YAML file; `forge validate --template` prints one to start from.")
        }
    }

    /// The place of the first byte that is not part of a UTF-8 character.
    static func firstInvalidByte(of data: Data) -> ConfigPosition {
        let repaired = String(decoding: data, as: UTF8.self)
        var position = ConfigPosition.start
        for scalar in repaired.unicodeScalars {
            if scalar == "\u{FFFD}" { break }
            position.column += 1
            if scalar == "\n" { position = ConfigPosition(line: position.line + 1, column: 1) }
        }
        return position
    }
}
