/// Every operation of the API.
enum Endpoints {
    static func all(_ services: WebServices) -> [Endpoint] {
        ExperimentEndpoints(service: services.experiments).all
            + ChartEndpoints(services: services).all
    }
}
