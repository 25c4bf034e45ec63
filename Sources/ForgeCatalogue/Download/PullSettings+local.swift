import Foundation

extension PullSettings {
    /// The file or folder of a source that is used in place; nil for one that must be downloaded.
    func localURL(_ location: SourceLocation) -> URL? {
        switch location {
        case .path(let path): URL(filePath: path)
        case .shared(let path): sharedFile(path)
        case .hub, .rows, .wheels: nil
        }
    }
}
