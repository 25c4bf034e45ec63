import ForgeCore
import Foundation
import HTTPTypes
import Hummingbird

/// Style sheets and scripts, ours from the binary and third-party ones from the folder that set-up filled.
struct AssetRoutes {
    let folder: URL?

    func add(to router: Router<WebContext>) throws {
        for asset in OwnAssets.all {
            router.get(RouterPath("/assets/\(asset.name)")) { _, _ in
                Response(
                    status: .ok, headers: [.contentType: asset.type],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
            }
        }
    }
}
