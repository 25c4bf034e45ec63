import ForgeCore
import Foundation
import Synchronization

@testable import ForgeCatalogue

enum TestContent {
    /// Bytes that pass for a GGUF file, all different from one another within 251 bytes.
    static func gguf(bytes: Int = 300_000) -> Data {
        Data("GGUF".utf8) + Data((4..<bytes).map { UInt8($0 % 251) })
    }

    static func question(_ number: Int) -> JSONValue {
        ["question": .string("question \(number)?"), "answer": [.string("answer \(number)")]]
    }
}

/// Collects progress reports from any thread.
final class ProgressLog: Sendable {
    private let reports = Mutex<[PullProgress]>([])

    func add(_ report: PullProgress) { reports.withLock { $0.append(report) } }

    var all: [PullProgress] { reports.withLock { $0 } }
    var phases: [PullProgress.Phase] { all.map(\.phase) }
}

extension TestContent {
    /// What the rows of these questions look like when saved.
    static func lines(_ numbers: Range<Int>) -> Data? {
        let lines = try? numbers.map { try JSON.text(question($0)) + "\n" }
        return lines.map { Data($0.joined().utf8) }
    }
}
