import ForgeTraining
import Foundation

/// A folder for readers that take a path, in TMPDIR, which scripts/fuzz.sh puts into memory.
enum FuzzFolder {
    static let url: URL = {
        let url = FileManager.default.temporaryDirectory.appending(path: "files")
        try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }()

    /// Writes a file anew; nil when it cannot be written.
    static func file(_ name: String, _ data: Data) -> URL? {
        let file = url.appending(path: name)
        return (try? data.write(to: file)).map { file }
    }

    private static let adapterWeights: Bool = {
        let header = #"{"l.q_proj.lora_A.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
        var length = UInt64(header.utf8.count).littleEndian
        let data = withUnsafeBytes(of: &length) { Data($0) } + Data(header.utf8) + Data(count: 4)
        return file(PEFTAdapter.weightsFile, data) != nil
    }()

    static func prepareAdapter() { _ = adapterWeights }
}
