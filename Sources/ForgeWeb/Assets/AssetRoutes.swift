import Foundation
import Hummingbird

/// Style sheets, scripts and fonts: ours from the binary, third-party ones from the folder that set-up filled.
///
/// Every asset has a route of its own, so that no part of a request ever becomes a path of a file.
struct AssetRoutes {
    let assets: [Asset]

    init(folder: URL?) { assets = OwnAssets.all + (folder.map(ThirdPartyAssets.load) ?? []) }

    func add(to router: Router<WebContext>) {
        for asset in assets {
            router.get(RouterPath("/assets/\(asset.name)")) { request, _ in
                asset.response(to: request.headers, version: request.uri.queryParameters["v"].map(String.init))
            }
        }
    }
}
