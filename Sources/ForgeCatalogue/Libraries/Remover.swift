import Foundation

/// Deletes what a pull has put down.
enum Remover {
    /// Deletes a folder with the installed file in it, and the file's copy in the Hub's cache if the pull made it.
    static func remove(_ folder: URL, installed: URL) throws -> Removal {
        var removal = try removeFile(installed)
        let path = folder.path(percentEncoded: false)
        for name in (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? [] {
            let url = folder.appending(path: name)
            guard let size = Files.size(url) else { continue }
            removal.files.append(url.path(percentEncoded: false))
            removal.freed += size
        }
        try FileFailure.describing(path) { try FileManager.default.removeItem(at: folder) }
        return removal
    }

    /// Deletes one installed file with its receipt. A file that is only linked to stays, unless the pull put it into
    /// the Hub's cache.
    static func removeFile(_ installed: URL) throws -> Removal {
        let receipt = Receipt.read(for: installed)
        let resolved = installed.resolvingSymlinksInPath()
        let isLink = resolved.path != installed.standardizedFileURL.path
        var removal = Removal(files: [], freed: 0)
        if isLink {
            if receipt?.ownsCache == true {
                try delete(resolved, &removal)
                try HubCache.removeDanglingLinks(besideBlob: resolved)
            }
            try Files.remove(installed)
        } else {
            try delete(installed, &removal)
        }
        try Files.remove(Receipt.url(for: installed))
        return removal
    }

    private static func delete(_ url: URL, _ removal: inout Removal) throws {
        guard let size = Files.size(url) else { return }
        try Files.remove(url)
        removal.files.append(url.path(percentEncoded: false))
        removal.freed += size
    }
}
