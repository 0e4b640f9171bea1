"""The addresses of the workbooks, for who puts the application together."""

from reports import ledger_routes, month_routes, outbox_routes, plan_routes

ROUTERS = (ledger_routes.router, month_routes.router, outbox_routes.router, plan_routes.router)
