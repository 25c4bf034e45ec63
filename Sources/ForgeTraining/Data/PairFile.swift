import CForgeZlib
import ForgeCore
import Foundation

/// A file of pairs, JSON lines, plain or packed with gzip.
package struct PairFile: Sendable {
    package var pairs: [PreferencePair]
    /// How many rows gave no pair, by reason.
    package var dropped: [PairProblem: Int]
    /// Equal pairs after the first.
    package var repeated: Int
    /// Of the file as it is.
    package var sha256: String

    package var rows: Int { pairs.count + repeated + dropped.values.reduce(0, +) }

    private static let largest = 4 << 30

    /// - Throws: `TrainingError` `data.unreadable`, `data.too-large`, `data.broken`, `data.no-pairs`.
    package init(path: String) throws {
        let file = try Self.content(path)
        sha256 = Digest.sha256(file)
        let text = file.starts(with: [0x1F, 0x8B]) ? try Self.unpacked(file, path) : file
        pairs = []
        dropped = [:]
        repeated = 0
        var seen: Set<String> = []
        // Bytes, because characters such as U+2028 end a line of text but may stand in a JSON string.
        for bytes in text.split(separator: UInt8(ascii: "\n")) {
            let line = String(decoding: bytes, as: UTF8.self)
            if line.allSatisfy(\.isWhitespace) { continue }
            switch PairParser.pair(fromLine: line) {
            case .failure(let problem): dropped[problem, default: 0] += 1
            case .success(let pair):
                if seen.insert(pair.id).inserted { pairs.append(pair) } else { repeated += 1 }
            }
        }
        guard !pairs.isEmpty else { throw Self.noPairs(path, dropped) }
    }

    private static func content(_ path: String) throws -> Data {
        let file: Data
        do {
            // Before it is read: where it cannot be mapped, reading takes as much memory.
            let url = URL(filePath: path).resolvingSymlinksInPath()
            let size = try FileManager.default.attributesOfItem(atPath: url.path)[.size] as? NSNumber
            guard (size?.intValue ?? 0) <= largest else { throw tooLarge(path) }
            file = try Data(contentsOf: url, options: .mappedIfSafe)
        } catch let error as TrainingError {
            throw error
        } catch {
            throw TrainingError(
                .notFound, "data.unreadable", "The file of pairs \(path) cannot be read.",
                cause: error.localizedDescription,
                remedy: "Give the path of a .jsonl or .jsonl.gz file with chosen and rejected answers.")
        }
        guard file.count <= largest else { throw tooLarge(path) }
        return file
    }

    private static func tooLarge(_ path: String) -> TrainingError {
        TrainingError(
            .invalidInput, "data.too-large", "The file of pairs \(path) is too large.",
            cause: "It has more than 4 GiB.", remedy: "Take a part of its lines, for example with head -n.")
    }

    private static func noPairs(_ path: String, _ dropped: [PairProblem: Int]) -> TrainingError {
        let reasons = dropped.sorted { $0.value > $1.value }.map { "\($0.value) rows: \($0.key.rawValue)" }
        return TrainingError(
            .invalidInput, "data.no-pairs", "\(path) holds no pair.",
            cause: reasons.isEmpty ? "The file is empty." : reasons.joined(separator: "; ") + ".",
            remedy:
                "Rows are JSON objects with chosen and rejected: HH-RLHF transcripts, texts with a prompt, or lists "
                + "of messages.")
    }

    private static func unpacked(_ file: Data, _ path: String) throws -> Data {
        var unpacked: UnsafeMutablePointer<UInt8>?
        var size = 0
        let outcome = file.withUnsafeBytes {
            forge_gzip_unpack(
                $0.baseAddress?.assumingMemoryBound(to: UInt8.self), file.count, largest, &unpacked, &size)
        }
        defer { forge_gzip_free(unpacked) }
        guard outcome == FORGE_GZIP_OK, let unpacked else {
            let cause =
                switch outcome {
                case FORGE_GZIP_CUT: "it ends in the middle"
                case FORGE_GZIP_TOO_LARGE: "it unpacks to more than 4 GiB"
                case FORGE_GZIP_MEMORY: "there is not enough memory"
                default: "its content does not fit its checksums"
                }
            throw TrainingError(
                .invalidInput, "data.broken", "The packed file \(path) cannot be unpacked.", cause: "\(cause).",
                remedy: "Download it again, or unpack it with gzip -d.")
        }
        return Data(bytes: unpacked, count: size)
    }
}
