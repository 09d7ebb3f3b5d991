// One identity for each part that acts; none has a password or key. What each may do is in rbac.bicep.

param location string
param tags object
param prefix string
param token string

resource coordinator 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${prefix}coordinator-${token}'
  location: location
  tags: tags
}

resource worker 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${prefix}worker-${token}'
  location: location
  tags: tags
}

resource arrivals 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${prefix}arrivals-${token}'
  location: location
  tags: tags
}

output coordinatorId string = coordinator.id
output coordinatorClientId string = coordinator.properties.clientId
output coordinatorPrincipalId string = coordinator.properties.principalId
output workerId string = worker.id
output workerClientId string = worker.properties.clientId
output workerPrincipalId string = worker.properties.principalId
output arrivalsId string = arrivals.id
output arrivalsPrincipalId string = arrivals.properties.principalId
