import Foundation
import ForgeCore
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
