import ForgeCore
import Hummingbird

/// Every page.
struct PageRoutes {
    let services: WebServices
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) throws {
        ExperimentsPage(service: services.experiments, renderer: renderer).add(to: router)
    }
}
