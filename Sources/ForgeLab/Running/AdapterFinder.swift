import ForgeCore
package import Foundation

/// LoRA adapters by the name of a training or by path.
package struct AdapterFinder: Sendable, Hashable {
    /// What llama.cpp loads, in an adapter's folder.
    package static let fileName = "adapter.gguf"

    /// Where trainings are: one folder each.
    package var trainings: URL

    package init(trainings: URL = ForgeHome().trainings) { self.trainings = trainings }

    /// Whether it names a training; anything with a slash or that ends in `.gguf` is a path.
    package static func isName(_ adapter: String) -> Bool {
        !adapter.contains("/") && !adapter.lowercased().hasSuffix(".gguf")
    }

    /// Names of the finished trainings, sorted.
    package var names: [String] {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: trainings.path)) ?? []
        return folders.filter { Self.exists(file(ofTraining: $0)) }.sorted()
    }

    /// The GGUF file of an adapter: a training's, a file, or the one in a folder.
    ///
    /// - Throws: `LabError`: `adapter.not-found`, `adapter.unfinished`, `adapter.not-converted`.
    package func file(_ adapter: String) throws(LabError) -> URL {
        guard Self.isName(adapter) else { return try file(atPath: adapter) }
        let file = file(ofTraining: adapter)
        if Self.exists(file) { return file }
        let folder = trainings.appending(path: adapter)
        guard !adapter.hasPrefix("."), Self.exists(folder) else {
            let near = NearestName.of(adapter, among: names).map { "Did you mean \($0)?" }
            throw LabError(
                .notFound, "adapter.not-found", "There is no training called \(adapter).", cause: near,
                remedy: "Name a finished training of \(trainings.path), or the path of an adapter (with a /).")
        }
        guard Self.exists(folder.appending(path: "adapter")) else {
            throw LabError(
                .conflict, "adapter.unfinished", "The training \(adapter) is not finished.",
                remedy: "Finish it with forge train run CONFIG --continue.")
        }
        throw Self.notConverted(folder.appending(path: "adapter"))
    }

    private func file(ofTraining name: String) -> URL {
        trainings.appending(path: name).appending(path: "adapter").appending(path: Self.fileName)
    }

    private func file(atPath path: String) throws(LabError) -> URL {
        let url = URL(filePath: path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            throw LabError(
                .notFound, "adapter.not-found", "There is no adapter at \(path).",
                remedy: "Correct the path, or name a training.")
        }
        guard isFolder.boolValue else { return url }
        for inside in [Self.fileName, "adapter/\(Self.fileName)"] where Self.exists(url.appending(path: inside)) {
            return url.appending(path: inside)
        }
        throw Self.notConverted(url)
    }

    private static func notConverted(_ folder: URL) -> LabError {
        LabError(
            .notFound, "adapter.not-converted", "The folder \(folder.path) holds no \(fileName).",
            remedy: "Make one from PEFT's files: forge models import-adapter \(folder.path) --model MODEL")
    }

    private static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}
