import ForgeCore
import Foundation
import Testing

/// The real records in `../shared/data` (or `$FORGE_SHARED/data`), which are not part of the package.
enum SharedData {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["FORGE_SHARED"], !path.isEmpty {
            return URL(filePath: path, directoryHint: .isDirectory).appending(path: "data")
        }
        let package = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared/data")
    }()

    static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: path).path)
    }

    /// Records of a JSONL file, split on line feeds only: real strings hold U+2028.
    static func records(_ path: String) throws -> [JSONValue] {
        try Data(contentsOf: folder.appending(path: path)).split(separator: UInt8(ascii: "\n"))
            .map { try JSON.decode(from: Data($0)) }
    }

    /// Read once: decoding them takes seconds in a debug build.
    static let triviaQA = Result { try readTriviaQA() }
    static let gsm8k = Result { try readGSM8K() }

    private static func readTriviaQA() throws -> [Sample] {
        try records("triviaqa/validation_rc_nocontext.jsonl").enumerated().map { index, record in
            let answer = try #require(record["answer"])
            return Sample(
                id: "\(index)", question: try #require(record["question"]?.string),
                answers: try #require(answer["aliases"]?.array).compactMap(\.string),
                normalizedAliases: try #require(answer["normalized_aliases"]?.array).compactMap(\.string),
                task: .openQuestion)
        }
    }

    private static func readGSM8K() throws -> [Sample] {
        try records("gsm8k/test.jsonl").enumerated().map { index, record in
            Sample(
                id: "\(index)", question: try #require(record["question"]?.string),
                answers: [try #require(record["answer"]?.string)], task: .math)
        }
    }
}
