// A mail before the bill: it warns, it stops nothing.
// https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets

param name string

@description('A month, in the currency of the bill.')
@minValue(1)
param amount int

@description('First day of the month from which it counts; may not change afterwards.')
param startDate string

@description('Who is written to, besides the owners of the resource group.')
param emails string[]

var thresholds = {
  half: { threshold: 50, thresholdType: 'Actual' }
  most: { threshold: 90, thresholdType: 'Actual' }
  foreseen: { threshold: 100, thresholdType: 'Forecasted' }
}

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: toObject(items(thresholds), item => item.key, item => {
      enabled: true
      operator: 'GreaterThanOrEqualTo'
      threshold: item.value.threshold
      thresholdType: item.value.thresholdType
      contactEmails: emails
      contactRoles: ['Owner']
    })
  }
}
