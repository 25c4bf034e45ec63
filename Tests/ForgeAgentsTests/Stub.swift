import Hummingbird
import ForgeAgents
