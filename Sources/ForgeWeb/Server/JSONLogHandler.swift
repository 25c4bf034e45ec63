import ForgeCore
import Foundation
package import Logging

/// Log entries as lines of JSON on standard error, for programs that collect them.
package struct JSONLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel = Logger.Level.notice
    private let label: String
    private let write: @Sendable (Data) -> Void

    package init(label: String) {
        self.init(label: label) { FileHandle.standardError.writeIfPossible($0) }
    }

    init(label: String, write: @escaping @Sendable (Data) -> Void) {
        self.label = label
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        var members: [String: JSONValue] = [
            "time": .string(Timestamp.text(of: Timestamp.now())), "level": .string(event.level.rawValue),
            "logger": .string(label), "message": .string("\(event.message)"),
        ]
        // What belongs to an entry by itself is not overwritten.
        members.merge(all.mapValues(Self.value)) { own, _ in own }
        guard var line = try? JSON.data(JSONValue.object(members)) else { return }
        line.append(UInt8(ascii: "\n"))
        write(line)
    }

    private static func value(_ value: Logger.MetadataValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let number as Int): .integer(number)
        case .stringConvertible(let number as Double) where number.isFinite: .number(number)
        case .stringConvertible(let other): .string("\(other)")
        case .array(let values): .array(values.map(Self.value))
        case .dictionary(let values): .object(values.mapValues(Self.value))
        }
    }
}
