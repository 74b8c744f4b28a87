// Generated from the OpenAPI document by "npm run generate". Do not edit.

export interface paths {
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This description
         * @description The whole API as an OpenAPI 3.1 document.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the session
         * @description The signed-in user, and whether they must change their password first.
         */
        get: operations["getSession"];
        put?: never;
        /**
         * Sign in
         * @description A refusal does not reveal whether the name or the password is wrong.
         */
        post: operations["signIn"];
        /**
         * Sign out
         * @description Ends the session of the tokens in the request; changes nothing without tokens.
         */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users
         * @description Deleted users are left out.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Register a user
         * @description The new user has no password: PUT /api/users/{id}/password creates a one-time password.
         */
        post: operations["registerUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a user
         * @description Commands accept its `ETag` as `If-Match`. Deleted users are included.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /**
         * Delete a user
         * @description Cannot be undone. Unassigns the user’s devices, ends the sessions and frees the name. The last administrator cannot be deleted. Requires a proof of the caller’s password within the last five minutes (`proof-required`).
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /**
         * Rename a user, or change the role
         * @description Absent fields stay unchanged. A client who owns devices cannot become an administrator, and the last administrator cannot become a client. A new role ends the user’s sessions.
         */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/api/users/{id}/budget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the budget of a client
         * @description For administrators and for the client. `GET /api/forecast` has the costs of the running month so far and as they are expected at its end. Commands accept its `ETag` as `If-Match`.
         */
        get: operations["getBudget"];
        /**
         * Set the budget of a client
         * @description The most that the client wants to spend in a calendar month. It replaces an earlier one. The client is alerted once a month when the forecast reaches 80 % of it, and once when it reaches 100 %; a later budget raises neither again in the same month.
         */
        put: operations["setBudget"];
        post?: never;
        /**
         * Remove the budget of a client
         * @description Nothing changes where there is none.
         */
        delete: operations["removeBudget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get when users last signed in
         * @description The times of the last sign-ins of some users, from the credential store, which notes nothing else about them.
         */
        get: operations["getSignIns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the sessions of the signed-in user
         * @description Those that have not ended, newest first, with when each began, was last used and will end.
         */
        get: operations["getSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List devices
         * @description For an administrator: all devices in use. For a client: its own, and after them its former ones (`former`), decommissioned ones included.
         */
        get: operations["listDevices"];
        put?: never;
        /**
         * Register a device
         * @description The time zone cannot be changed later. The device has no owner yet. Attributes of its meter that are not given have their defaults.
         */
        post: operations["registerDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/device-totals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Add up the devices of a search
         * @description The number of the devices in use that a list with the same parameters has on all its pages, their consumption today, and how many of them are over their limit or silent.
         */
        get: operations["getDeviceTotals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/device-states": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what devices measure at the moment
         * @description The newest reading, the running hour and the current day of some devices, such as those of a page of a list.
         */
        get: operations["getDeviceStates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a device
         * @description Commands accept its `ETag` as `If-Match`. Decommissioned devices are included. A former owner sees its state at the end of the ownership.
         */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        /**
         * Decommission a device
         * @description This cannot be undone. The device loses its owner and leaves the lists. Its readings stay.
         */
        delete: operations["decommissionDevice"];
        options?: never;
        head?: never;
        /**
         * Change a device
         * @description What is not given stays as it is; null removes an optional attribute of the meter. Once the device has readings, a change of `reads` or `stampedAt` counts all of them again: the recorded values stay, and mean what the device says now. Hours, days and the totals of alerts change with them; an alert that was raised is not raised again. `unit`, `medium` and `kWhPerCubicMetre` of a register cannot be changed then, as further registers would not continue the recorded ones: decommission the device and register a new one, and send the readings again to it if the description was wrong from the start. A new meter of the same kind is noted as a replacement instead. Other attributes of the meter hold for the readings that are recorded afterwards; the hours of a register are derived again from all of its readings.
         */
        patch: operations["changeDevice"];
        trace?: never;
    };
    "/api/devices/{id}/consumption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the consumption of a device on a day or in a range
         * @description Every hour of a day in the device’s time zone, with its consumption so far (`Consumption`). With `from`, `to` or `by`, the hours, days, weeks, months or years of a range of up to ten years (`PeriodConsumption`). Decommissioned devices are included. For a client, hours of another owner or of none are withheld.
         */
        get: operations["getConsumption"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/consumption/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the daily consumption of a device
         * @description The totals of days in the device’s time zone, by default the last seven. Days that the calendar of the zone skips are left out. Decommissioned devices are included. For a client, hours of another owner or of none are withheld.
         */
        get: operations["getDailyConsumption"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/consumption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the consumption of several devices together
         * @description The sum of devices, those of one `flow`, in the days, weeks, months or years of a range of up to ten years, and the devices that consumed most. For a client: all that it owns or owned, in the time of its ownership. For an administrator: those of an owner, those that a search finds, or all. Days are those of each device’s time zone. By hour, all devices must be in one zone. Costs are given for an owner or for what a search finds.
         */
        get: operations["getSharedConsumption"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/consumption/today": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get today’s consumption of all devices of a client
         * @description Every hour of the current and the previous day of each device, in the device’s time zone. For a client: of its current devices. For an administrator: of those of `ownerId`; without it, of none. Hours of another owner are withheld from a client.
         */
        get: operations["getToday"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/consumption/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the consumption of a device
         * @description The hours or the readings of a device in a range of up to ten years, as a file: those that have readings, in the order of time, with energies in kWh as exact decimals. For a client, hours of another owner or of none are left out. With `cost`, each hour has the exact cost of its energy.
         */
        get: operations["exportDeviceConsumption"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/consumption/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the consumption of several devices
         * @description The hours or the readings of devices in a range of up to ten years, as a file: by day, then by device, then by time. For a client: all that it owns or owned, in the time of its ownership. For an administrator: those of an owner, those that a search finds, or all.
         */
        get: operations["exportConsumption"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the statement of a device for a month
         * @description The energy by rate, every line of the bill and their sum, the days, and a comparison with earlier months. Costs are computed from the current readings and the versions of the tariffs. A former owner sees the time of the ownership.
         */
        get: operations["getStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/statement/pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the statement of a device for a month as PDF
         * @description The statement on A4 pages, in English or German.
         */
        get: operations["getStatementPdf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Forecast the current month of a device
         * @description The energy and the costs so far, and as they are expected at the end of the month.
         */
        get: operations["getForecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Forecast the current month of several devices together
         * @description The energy and the costs so far, and as they are expected at the end of the month: the sums of the devices, costs by currency. For a client: all that it owns or owned. For an administrator: those of an owner, or those that a search finds; up to 200.
         */
        get: operations["getSharedForecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tariffs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tariffs
         * @description All tariffs with their versions, retired ones last.
         */
        get: operations["listTariffs"];
        put?: never;
        /**
         * Create a tariff
         * @description The currency cannot be changed later. The tariff has no prices yet.
         */
        post: operations["createTariff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tariffs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a tariff
         * @description Commands accept its `ETag` as `If-Match`. Retired tariffs are included.
         */
        get: operations["getTariff"];
        put?: never;
        post?: never;
        /**
         * Retire a tariff for good
         * @description It takes no more devices and versions. Refused while devices in use are billed by it, at present or from a later day on. What was billed by it stays as it is.
         */
        delete: operations["retireTariff"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the history of a device
         * @description The changes of a device and the decisions about its readings, with their time and author, newest first. Decommissioned devices are included.
         */
        get: operations["getDeviceHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List gaps of all devices
         * @description The hours of devices in use in which readings are missing, or suspect: by default of the last seven days. Hours count once the reading after their end is due.
         */
        get: operations["listGaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List gaps of a device
         * @description The hours of a device in which readings are missing, or suspect, and the suspect readings: by default of the last seven days. Decommissioned devices are included.
         */
        get: operations["listDeviceGaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List alerts
         * @description Hours that exceeded their limit, newest first: all for an administrator, those addressed to it for a client. There is one alert for each device and hour, ever, addressed to the owner of that hour. Alerts of budgets are among them, unless a device is named: `kind` says which is which.
         */
        get: operations["listAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the state of the platform
         * @description Recording rates, backlogs, dead letters, alerts, silent meters and the load of all meters. Where a part is unavailable, the rest is returned, with the missing parts and the reasons.
         */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Receive live alerts and hourly totals by WebSocket
         * @description Browsers must open the WebSocket from a page of the platform. GET /api/asyncapi.json describes the frames and close codes.
         */
        get: operations["openLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/asyncapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the description of the live WebSocket
         * @description The frames and close codes of /api/live as an AsyncAPI 3 document.
         */
        get: operations["getAsyncApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh a session
         * @description Exchanges a refresh token, which works once, for new tokens: from the cookie for cookies, from the body for a body. A token that was used before ends the session: it may be stolen.
         */
        post: operations["refreshSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description Signs the caller out wherever that session is in use, also here.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the password
         * @description Ends every session of the user, and starts a new one. The current password may be absent in a session that a one-time password started.
         */
        put: operations["changePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the password again
         * @description Some commands require the password within the last five minutes: resetting the password, changing the role and deleting the account of another user. They answer `proof-required` until it is given here. Signing in and changing the password count as well.
         */
        post: operations["proveSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Create a one-time password for a user
         * @description Replaces the user’s password and ends the user’s sessions. The one-time password works for one sign-in, in which the user must change it. Each request creates another one. Administrators cannot reset their own password (`own-password-reset`). Requires a proof of the caller’s password within the last five minutes (`proof-required`).
         */
        put: operations["resetPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/meter-replacements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note that the meter of a device was replaced
         * @description For meters that read a register: the energy of both meters counts, without a jump. Readings from the replacement on are those of the new meter; a suspect fall at that time is explained by it. The serial number and the digits of the new meter are changed with it.
         */
        post: operations["replaceMeter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/owner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a device an owner
         * @description The owner must be a client, and replaces the current owner.
         */
        put: operations["assignDevice"];
        post?: never;
        /**
         * Leave a device without an owner
         * @description Ends the ownership. The former owner keeps the hours of their own time.
         */
        delete: operations["unassignDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/tariff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Bill a device by a tariff from a day on
         * @description Replaces the assignments that begin on this day or later.
         */
        put: operations["assignTariff"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/reading-reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide about a reading of a device
         * @description Accepts a suspect reading, or rejects or replaces any. The reading is named by its timestamp and energy: a decision about a reading that has been corrected is refused, and changes nothing. Of a register, the energy is what it shows, and an accepted one counts whatever it implies.
         */
        post: operations["reviewReading"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/gap-estimates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Estimate a gap of a device
         * @description Estimates the missing readings of some hours, 31 days at most. A reading that is recorded later replaces the estimate of its interval. Of a register, the estimate divides the energy between the registers around the gap, and counts by itself only where the register was reset.
         */
        post: operations["estimateGap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tariffs/{id}/versions/{validFrom}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Publish the prices of a tariff from a day on
         * @description They are valid until the next version begins, and replace a version that begins on the same day. A month that has in any time zone is billed: a version can begin in it only while the tariff has no prices for such a month.
         */
        put: operations["publishTariffVersion"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tariffs/{id}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Bill many devices by a tariff from a day on
         * @description All or none: where a device takes no assignment, `errors` names each such device, and nothing changes.
         */
        put: operations["assignTariffToDevices"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark alerts as seen
         * @description Marks alerts of the signed-in user. A number beyond the newest alert counts as the newest. A repeated request changes nothing, and its reply has no `Energy-Position`.
         */
        post: operations["markAlertsSeen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Problem details (RFC 9457). */
        Problem: {
            /**
             * Format: uri
             * @description The kind of problem, for programs; never changes. One of urn:energy:problem:invalid-request, urn:energy:problem:not-signed-in, urn:energy:problem:wrong-credentials, urn:energy:problem:one-time-password-expired, urn:energy:problem:not-allowed, urn:energy:problem:password-change-required, urn:energy:problem:proof-required, urn:energy:problem:own-password-reset, urn:energy:problem:cross-site-request, urn:energy:problem:device-not-found, urn:energy:problem:user-not-found, urn:energy:problem:reading-not-found, urn:energy:problem:tariff-not-found, urn:energy:problem:resource-not-found, urn:energy:problem:method-not-allowed, urn:energy:problem:request-timeout, urn:energy:problem:device-already-registered, urn:energy:problem:device-decommissioned, urn:energy:problem:serial-number-taken, urn:energy:problem:meter-has-readings, urn:energy:problem:meter-reads-intervals, urn:energy:problem:meter-replaced-already, urn:energy:problem:final-reading-too-low, urn:energy:problem:first-reading-too-high, urn:energy:problem:reading-corrected, urn:energy:problem:reading-not-suspect, urn:energy:problem:hours-measured, urn:energy:problem:estimate-impossible, urn:energy:problem:user-already-registered, urn:energy:problem:user-deleted, urn:energy:problem:name-taken, urn:energy:problem:owner-not-client, urn:energy:problem:user-not-client, urn:energy:problem:owns-devices, urn:energy:problem:tariff-already-created, urn:energy:problem:tariff-retired, urn:energy:problem:tariff-assigned, urn:energy:problem:tariff-unavailable, urn:energy:problem:last-administrator, urn:energy:problem:too-many-changes, urn:energy:problem:revision-mismatch, urn:energy:problem:export-changed, urn:energy:problem:body-too-large, urn:energy:problem:unsupported-media-type, urn:energy:problem:range-not-satisfiable, urn:energy:problem:unknown-host, urn:energy:problem:idempotency-key-reused, urn:energy:problem:websocket-required, urn:energy:problem:too-many-attempts, urn:energy:problem:sign-in-locked, urn:energy:problem:too-many-requests, urn:energy:problem:internal-error, urn:energy:problem:engine-unavailable, urn:energy:problem:events-missing, urn:energy:problem:not-caught-up, urn:energy:problem:gateway-timeout.
             * @example urn:energy:problem:invalid-request
             */
            type: string;
            /**
             * @description The kind of problem, for people.
             * @example Invalid request
             */
            title: string;
            /**
             * @description The HTTP status of the reply.
             * @example 400
             */
            status: number;
            /**
             * @description The cause in this request, for people.
             * @example limit: "0" is not a whole number from 1 to 1000.
             */
            detail: string;
            /**
             * @description The path of the request.
             * @example /api/devices
             */
            instance: string;
            /**
             * @description The id of the request, by which an operator finds the cause in the logs.
             * @example 0f0e7a5c-5c4e-4d0c-9d5e-0b8d2f4a1c3e
             */
            requestId?: string;
            /** @description Every mistake in an invalid request. */
            errors?: {
                /**
                 * @description The part of the request that has the parameter.
                 * @enum {string}
                 */
                in: "path" | "query" | "header" | "body";
                /**
                 * @description The invalid parameter.
                 * @example limit
                 */
                parameter: string;
                /**
                 * @description The rule that it breaks, for programs; never changes. Absent where the value does not match its schema.
                 * @example password-too-short
                 */
                code?: string;
                /**
                 * @description The mistake, for people.
                 * @example "0" is not a whole number from 1 to 1000.
                 */
                detail: string;
            }[];
        };
        /** @description What a client wants to spend in a calendar month. */
        Budget: {
            /**
             * Format: uuid
             * @description The id of the client.
             */
            userId: string;
            /** @description The most to spend in a calendar month; null without a budget. */
            budget: {
                /**
                 * an amount greater than 0, such as "120.50"
                 * @description What the client wants to spend in a calendar month: greater than 0, with up to 9 digits and the decimals of the currency.
                 * @example 120.50
                 */
                amount: string;
                /**
                 * the code of a currency by ISO 4217, such as EUR
                 * @description The currency (ISO 4217): one of those in which the client’s devices are billed, where they are. Costs in other currencies do not count.
                 * @example EUR
                 */
                currency: string;
            } | null;
        };
        /** @description A smart metering device. */
        Device: {
            /**
             * Format: uuid
             * @description The device’s id.
             * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
             */
            id: string;
            /**
             * @description What it is.
             * @example Heat pump, cellar
             */
            description: string;
            /**
             * @description Where it is installed.
             * @example Grote Markt 1, 1000 Brussels
             */
            address: string;
            /**
             * @description The limit of an hour, in kWh. An hour exceeds it when its total is greater.
             * @example 2.5
             */
            maxHourlyConsumption: number;
            /**
             * @description The IANA time zone whose hours and days are the device’s.
             * @example Europe/Brussels
             */
            timeZone: string;
            /**
             * one of interval, register
             * @description What a reading is: the energy of an interval, or a cumulative register. A change counts all recorded values again, as what they are said to be now.
             * @example interval
             * @enum {string}
             */
            reads: "interval" | "register";
            /**
             * one of 5, 10, 15, 30, 60
             * @description How often a reading is expected, in minutes.
             * @example 10
             * @enum {integer}
             */
            intervalMinutes: 5 | 10 | 15 | 30 | 60;
            /**
             * one of start, end
             * @description Whether the timestamp of an interval is its start or its end. A reading stamped 10:00 counts for the hour of 10:00 by its start, and for the hour of 9:00 by its end. A register is always what the meter shows at that instant. A change counts all recorded readings again.
             * @example start
             * @enum {string}
             */
            stampedAt: "start" | "end";
            /**
             * one of consumption, production
             * @description Whether energy is drawn from the grid or fed into it.
             * @example consumption
             * @enum {string}
             */
            flow: "consumption" | "production";
            /**
             * one of electricity, gas, heat
             * @description What the meter measures.
             * @example electricity
             * @enum {string}
             */
            medium: "electricity" | "gas" | "heat";
            /**
             * one of kWh, Wh, MWh, m3
             * @description The unit of a value, unless a reading names another one.
             * @example kWh
             * @enum {string}
             */
            unit: "kWh" | "Wh" | "MWh" | "m3";
            /** @description The replacements of its meters, in the order of time; absent where there was none. */
            replacements?: {
                /**
                 * an instant in ISO 8601 with its offset from UTC
                 * @description When the meter was replaced. Readings from then on are those of the new meter.
                 * @example 2026-11-22T09:25:00.000Z
                 */
                replacedAt: string;
                /**
                 * a number of at least 0
                 * @description The last register of the old meter, in the unit of the device.
                 * @example 13423.8
                 */
                finalReading: number;
                /**
                 * a number of at least 0
                 * @description The first register of the new meter, in the unit of the device.
                 * @example 0
                 */
                firstReading: number;
                /**
                 * one line of 1 to 500 characters
                 * @description Why it was replaced.
                 * @example Calibration expired
                 */
                reason: string;
            }[];
            /**
             * a list of 1 to 100 conversion factors, each with validFrom and factor
             * @description The versions of the factor that converts m³ to kWh, oldest first. Readings before the first version take the first one. A register has one version.
             * @example [
             *       {
             *         "validFrom": "2026-01-01",
             *         "factor": 11.2
             *       }
             *     ]
             */
            kWhPerCubicMetre?: {
                /**
                 * a day such as 2026-11-22
                 * Format: date
                 * @description The local day from which on it applies.
                 * @example 2026-01-01
                 */
                validFrom: string;
                /**
                 * a number of kWh per m³ greater than 0 and at most 1000
                 * @description kWh per m³.
                 * @example 11.2
                 */
                factor: number;
            }[];
            /**
             * a number of kW greater than 0 and at most 1000000
             * @description The most power, in kW. A reading that implies more is suspect and not counted.
             * @example 10
             */
            maxPower?: number;
            /**
             * a whole number from 1 to 9
             * @description The digits of a register before its decimal point, by which a roll-over is known. Only for registers.
             * @example 6
             */
            registerDigits?: number;
            /**
             * one line of 1 to 64 characters
             * @description The serial number of the meter, unique among the devices in use.
             * @example 1SAG1100012345
             */
            serialNumber?: string;
            /**
             * a day such as 2026-11-22
             * Format: date
             * @description The local day of installation. Earlier readings are rejected.
             * @example 2026-11-22
             */
            installedOn?: string;
            /**
             * Format: uuid
             * @description The id of the client who owns it; null while nobody does.
             * @example 0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50
             */
            ownerId: string | null;
            /** @description The tariffs by which its energy is billed, each until the next one begins; absent where it never had one. */
            tariffs?: {
                /**
                 * Format: date
                 * @description The first local day.
                 * @example 2026-12-01
                 */
                from: string;
                /**
                 * Format: uuid
                 * @description The id of the tariff; null for none.
                 */
                tariffId: string | null;
            }[];
            /**
             * @description Grows by one with every change to the device.
             * @example 0
             */
            revision: number;
            /**
             * Format: date-time
             * @description When it was taken out of use (ISO 8601, UTC); absent while it is in use.
             * @example 2026-11-22T13:00:00.000Z
             */
            decommissionedAt?: string;
            /**
             * @description For clients: whether the device was theirs and no longer is. Description, address and limit are then those of the end of that time, `ownerId` is null, and the device can only be read.
             * @example false
             */
            former?: boolean;
            /**
             * @description For clients: the periods during which the device is or was theirs, in the order of time (ISO 8601, UTC). An hour belongs to the first client who owned the device during it.
             * @example [
             *       {
             *         "from": "2026-11-22T13:00:00.000Z",
             *         "until": null
             *       }
             *     ]
             */
            ownedPeriods?: {
                /**
                 * Format: date-time
                 * @description When it became theirs.
                 */
                from: string;
                /**
                 * Format: date-time
                 * @description When it ceased to be theirs; null while it is.
                 */
                until: string | null;
            }[];
        };
        /** @description Prices by which the energy of devices is billed. */
        Tariff: {
            /**
             * Format: uuid
             * @description The tariff’s id.
             * @example 7d0e4f6a-3a8e-4d53-9a51-3c1f0a2b4c5d
             */
            id: string;
            /**
             * @description Its name.
             * @example Day and night
             */
            name: string;
            /**
             * the code of a currency by ISO 4217, such as EUR
             * @description The code of the currency (ISO 4217) of every price.
             * @example EUR
             */
            currency: string;
            /** @description The prices, in the order of their first days. */
            versions: {
                /**
                 * a day of the calendar from 2000 to 2100, written like 2026-12-01
                 * Format: date
                 * @description The first local day; it ends where the next version begins.
                 * @example 2026-12-01
                 */
                validFrom: string;
                /**
                 * a list of 1 to 12 rates
                 * @description The prices of energy.
                 */
                rates: {
                    /**
                     * one line of 1 to 50 characters
                     * @description The name of the rate on bills.
                     * @example Peak
                     */
                    name: string;
                    /**
                     * a list of 1 to 10 tiers
                     * @description The prices, lowest tier first; a single one where the price is always the same.
                     */
                    tiers: {
                        /**
                         * a number of kWh greater than 0
                         * @description The energy of the device in the month, over all rates, at which the tier ends, in kWh; the last tier has none.
                         * @example 200
                         */
                        upTo?: number;
                        /**
                         * a price such as "0.2874", with up to 9 digits and 8 decimals
                         * @description The price of 1 kWh, without tax.
                         * @example 0.2874
                         */
                        price: string;
                    }[];
                }[];
                /**
                 * a list of 1 to 100 entries
                 * @description The rate of every hour of a week, without overlaps or gaps. Holidays have those of their weekday unless entries for `holiday` cover the day. Not needed with one rate.
                 */
                schedule?: {
                    /**
                     * a list of weekdays
                     * @description The weekdays that it applies to; `holiday` for the holidays.
                     */
                    days: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday" | "holiday")[];
                    /**
                     * a full hour such as 07:00
                     * @description The full hour of local time at which it begins.
                     * @example 07:00
                     */
                    from: string;
                    /**
                     * a full hour such as 07:00
                     * @description The full hour of local time at which it ends; 24:00 at the end of the day.
                     * @example 22:00
                     */
                    to: string;
                    /**
                     * the name of a rate
                     * @description The name of the rate.
                     * @example Peak
                     */
                    rate: string;
                }[];
                /**
                 * a list of up to 366 days
                 * @description The local days that are holidays.
                 */
                holidays?: string[];
                /**
                 * an object with `price` and `per`
                 * @description Charged apart from the energy, for devices that consume.
                 */
                fixedCharge?: {
                    /**
                     * a price such as "0.2874", with up to 9 digits and 8 decimals
                     * @description The charge, without tax.
                     * @example 8.5
                     */
                    price: string;
                    /**
                     * one of day, month
                     * @description What it is charged for. A part of a month is charged by its days.
                     * @enum {string}
                     */
                    per: "day" | "month";
                };
                /**
                 * a percentage such as "21", with up to 3 digits and 4 decimals
                 * @description The tax on energy and fixed charge, in percent.
                 * @example 21
                 */
                taxPercent?: string;
                /**
                 * a price such as "0.2874", with up to 9 digits and 8 decimals
                 * @description What 1 kWh that is fed into the grid earns; it is not taxed.
                 * @example 0.06
                 */
                productionCredit?: string;
            }[];
            /** @description Whether it takes no more devices and versions. */
            retired: boolean;
            /**
             * @description Grows by one with every change to the tariff.
             * @example 1
             */
            revision: number;
        };
        /** @description A user account. */
        User: {
            /**
             * Format: uuid
             * @description The user’s id.
             * @example 0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50
             */
            id: string;
            /**
             * @description What the user signs in with.
             * @example Ada
             */
            name: string;
            /**
             * administrator or client
             * @description Administrators manage users and devices; clients own devices.
             * @example client
             * @enum {string}
             */
            role: "administrator" | "client";
            /**
             * @description Grows by one with every change to the account.
             * @example 0
             */
            revision: number;
            /**
             * Format: date-time
             * @description When it was registered (ISO 8601, UTC); with every user that is asked for.
             * @example 2026-11-22T13:00:00.000Z
             */
            registeredAt?: string;
            /**
             * Format: date-time
             * @description When it was deleted (ISO 8601, UTC); absent while it is in use.
             * @example 2026-11-22T13:00:00.000Z
             */
            deletedAt?: string;
        };
        /** @description An hour of a device that exceeded its limit. */
        Alert: {
            /**
             * @description An hour of a device.
             * @enum {string}
             */
            kind: "hour";
            /**
             * Format: uuid
             * @description The alert’s id.
             * @example c3f1a2d4-6f0e-5b7c-9a1d-2e3f4a5b6c7d
             */
            id: string;
            /**
             * @description Its place among all alerts, ascending, with gaps.
             * @example 1042
             */
            number: number;
            /**
             * Format: uuid
             * @description The id of the device.
             * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
             */
            deviceId: string;
            /**
             * @description The description of the device, for a former owner at the end of the ownership; null where the client never owned it.
             * @example Heat pump, cellar
             */
            description: string | null;
            /**
             * Format: uuid
             * @description For administrators: the addressee, who owns the hour; null where there is none.
             * @example 0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50
             */
            ownerId?: string | null;
            /**
             * Format: date-time
             * @description The instant at which the hour starts (ISO 8601, UTC).
             * @example 2026-11-22T17:00:00.000Z
             */
            hour: string;
            /**
             * Format: date-time
             * @description The instant at which the hour ends (ISO 8601, UTC).
             * @example 2026-11-22T18:00:00.000Z
             */
            end: string;
            /**
             * @description The IANA time zone whose hours and days are the device’s.
             * @example Europe/Brussels
             */
            timeZone: string;
            /**
             * Format: date
             * @description The day of the hour, in the device’s time zone.
             * @example 2026-11-22
             */
            day: string;
            /**
             * @description The local time at the start of the hour, as HH:MM.
             * @example 18:00
             */
            label: string;
            /**
             * @description The offset of the local clock from UTC during the hour.
             * @example +01:00
             */
            offset: string;
            /** @description True where the local clock shows a part of the hour twice on that day: show it with its offset. */
            ambiguous: boolean;
            /**
             * @description The limit that was exceeded, in kWh.
             * @example 2.5
             */
            limit: number;
            /**
             * @description The current energy of the hour, in kWh; after a correction it may be below the limit.
             * @example 2.75
             */
            total: number;
            /** @description True while the total is greater than the limit of the alert; false after a correction to at most the limit. */
            exceeded: boolean;
            /** @description True while the total is estimated, in part or whole: from a register that is interpolated, or from estimated readings. */
            estimated: boolean;
            /**
             * Format: date-time
             * @description When it was recorded (ISO 8601, UTC).
             * @example 2026-11-22T17:41:03.518Z
             */
            raisedAt: string;
            /** @description True where the hour had ended more than a day before it was recorded: it is listed, not published. */
            late: boolean;
            /** @description True where the user has marked it or a later one as seen. Late alerts always count as seen. */
            seen: boolean;
        };
        /** @description The forecast of a month reached 80 % or 100 % of a budget: raised once each for a client and month. */
        BudgetAlert: {
            /**
             * @description The budget of a client.
             * @enum {string}
             */
            kind: "budget";
            /**
             * Format: uuid
             * @description The alert’s id.
             * @example c3f1a2d4-6f0e-5b7c-9a1d-2e3f4a5b6c7d
             */
            id: string;
            /**
             * @description Its place among all alerts, ascending, with gaps.
             * @example 1042
             */
            number: number;
            /**
             * Format: uuid
             * @description The client, who has the budget.
             * @example 0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50
             */
            ownerId: string;
            /**
             * @description The month that was forecast.
             * @example 2026-11
             */
            month: string;
            /**
             * @description The part of the budget that the forecast reached, in percent.
             * @enum {integer}
             */
            threshold: 80 | 100;
            /**
             * @description The budget at that time.
             * @example 120.50
             */
            amount: string;
            /**
             * @description The currency of both amounts (ISO 4217).
             * @example EUR
             */
            currency: string;
            /**
             * @description The expected cost of the month at that time.
             * @example 98.70
             */
            forecast: string;
            /**
             * Format: date-time
             * @description When it was recorded (ISO 8601, UTC).
             * @example 2026-11-22T17:41:03.518Z
             */
            raisedAt: string;
            /** @description False: it is about the running month. */
            late: boolean;
            /** @description True where the user has marked it or a later one as seen. Late alerts always count as seen. */
            seen: boolean;
        };
        /** @description The consumption of a device in each hour of a local day. */
        Consumption: {
            /**
             * Format: uuid
             * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
             */
            deviceId: string;
            /**
             * Format: date
             * @description The day, in the device’s time zone.
             * @example 2026-11-22
             */
            day: string;
            /**
             * @description The IANA time zone whose hours and days are the device’s.
             * @example Europe/Brussels
             */
            timeZone: string;
            /**
             * @description The unit of every energy here.
             * @enum {string}
             */
            unit: "kWh";
            /**
             * one of consumption, production
             * @description Whether energy is drawn from the grid or fed into it.
             * @example consumption
             * @enum {string}
             */
            flow: "consumption" | "production";
            /**
             * @description The limit of an hour, in kWh. An hour exceeds it when its total is greater.
             * @example 2.5
             */
            maxHourlyConsumption: number;
            /**
             * @description The length of the day in minutes: 1440, or more or less where the clocks change.
             * @example 1440
             */
            minutes: number;
            /**
             * @description The exact sum of the hours, in kWh; null where nothing was measured.
             * @example 14.4
             */
            total: number | null;
            /** @description Every hour of that day, in order: 24, or more or fewer where the clocks change. */
            hours: {
                /**
                 * Format: date-time
                 * @description The instant at which it starts (ISO 8601, UTC).
                 * @example 2026-11-21T23:00:00.000Z
                 */
                start: string;
                /**
                 * Format: date-time
                 * @description The instant at which it ends (ISO 8601, UTC): an hour later, or earlier where the clocks change.
                 * @example 2026-11-22T00:00:00.000Z
                 */
                end: string;
                /**
                 * @description The local time at the start, as HH:MM; it occurs twice where the clocks go back.
                 * @example 00:00
                 */
                label: string;
                /**
                 * @description The offset of the local clock from UTC during this hour.
                 * @example +01:00
                 */
                offset: string;
                /** @description True where the local clock shows a part of this hour twice on this day: show it with its offset. */
                ambiguous: boolean;
                /**
                 * @description The consumption in kWh; null where nothing was measured, or where it is withheld.
                 * @example 0.6
                 */
                energy: number | null;
                /**
                 * @description The number of counted readings.
                 * @example 6
                 */
                readings: number;
                /**
                 * @description The number of readings that the meter’s interval lets expect in this hour.
                 * @example 6
                 */
                expectedReadings: number;
                /** @description True where the energy contains estimates. */
                estimated: boolean;
                /**
                 * @description The number of suspect readings, which are not counted.
                 * @example 0
                 */
                suspect: number;
                /** @description True where a part of the hour lies across a reset of a register: its energy is unknown. */
                partlyUnknown?: boolean;
                /** @description True where the energy is greater than the device’s current limit. */
                exceeded: boolean;
                /** @description For clients: true where the hour belongs to another owner of the device, or to none. */
                withheld?: boolean;
            }[];
        };
        /** @description The consumption of a device in the hours, days, weeks, months or years of a range. */
        PeriodConsumption: {
            /**
             * Format: uuid
             * @description The id of the device.
             * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
             */
            deviceId: string;
            /**
             * @description The IANA time zone whose hours and days are the device’s.
             * @example Europe/Brussels
             */
            timeZone: string;
            /**
             * @description The unit of every energy here.
             * @enum {string}
             */
            unit: "kWh";
            /**
             * @description The limit of an hour, in kWh. An hour exceeds it when its total is greater.
             * @example 2.5
             */
            maxHourlyConsumption: number;
            /**
             * @description What the range is divided into. Weeks are those of ISO 8601.
             * @enum {string}
             */
            by: "hour" | "day" | "week" | "month" | "year";
            /**
             * Format: date
             * @description The first day, in the device’s time zone.
             * @example 2026-01-01
             */
            from: string;
            /**
             * Format: date
             * @description The last day, in the device’s time zone.
             * @example 2026-12-31
             */
            to: string;
            /**
             * @description The exact sum of its hours, in kWh; null where nothing was measured.
             * @example 412.5
             */
            total: number | null;
            /**
             * @description The number of readings.
             * @example 4320
             */
            readings: number;
            /**
             * @description The number of hours, those to come included.
             * @example 720
             */
            hours: number;
            /**
             * @description The number of hours with readings.
             * @example 719
             */
            hoursMeasured: number;
            /**
             * @description For clients: how many hours belong to another owner of a device, or to none; absent where none do.
             * @example 24
             */
            hoursWithheld?: number;
            /**
             * @description How many hours have not begun; absent where none are to come.
             * @example 12
             */
            hoursToCome?: number;
            /**
             * @description How many hours contain estimates; absent where none does.
             * @example 3
             */
            hoursEstimated?: number;
            /**
             * @description How many hours have suspect readings, which are not counted; absent where none has.
             * @example 1
             */
            hoursSuspect?: number;
            /**
             * @description Of how many hours a part is unknown, across a reset of a register; absent where none is.
             * @example 1
             */
            hoursPartlyUnknown?: number;
            /** @description With `cost`: the costs by currency, tax included; empty without a tariff. By month, by year and of the whole range: the sum of the lines of a bill, each rounded once to the smallest unit of the currency. By hour, day and week: exact, with six decimals. An hour has no part of the fixed charge, and days that have not begun have none. */
            costs?: {
                /**
                 * @description The currency (ISO 4217).
                 * @example EUR
                 */
                currency: string;
                /**
                 * @description The amount as an exact decimal; negative where production earns more.
                 * @example 118.54
                 */
                amount: string;
            }[];
            /**
             * @description With `cost`: how many measured hours have no price; absent where all have one.
             * @example 24
             */
            hoursUnpriced?: number;
            /** @description True where every hour that is not withheld has readings. */
            complete: boolean;
            /** @description Every hour, day, week, month or year of the range, in order. */
            buckets: {
                /**
                 * @description The day (2026-11-22), ISO week (2026-W47), month (2026-11) or year (2026); by hour, the instant at which the hour starts (ISO 8601, UTC).
                 * @example 2026-11
                 */
                period: string;
                /**
                 * Format: date
                 * @description The first day of the period within the range.
                 * @example 2026-11-01
                 */
                from: string;
                /**
                 * Format: date
                 * @description The last day of the period within the range.
                 * @example 2026-11-30
                 */
                to: string;
                /**
                 * @description The exact sum of its hours, in kWh; null where nothing was measured.
                 * @example 412.5
                 */
                total: number | null;
                /**
                 * @description The number of readings.
                 * @example 4320
                 */
                readings: number;
                /**
                 * @description The number of hours, those to come included.
                 * @example 720
                 */
                hours: number;
                /**
                 * @description The number of hours with readings.
                 * @example 719
                 */
                hoursMeasured: number;
                /**
                 * @description For clients: how many hours belong to another owner of a device, or to none; absent where none do.
                 * @example 24
                 */
                hoursWithheld?: number;
                /**
                 * @description How many hours have not begun; absent where none are to come.
                 * @example 12
                 */
                hoursToCome?: number;
                /**
                 * @description How many hours contain estimates; absent where none does.
                 * @example 3
                 */
                hoursEstimated?: number;
                /**
                 * @description How many hours have suspect readings, which are not counted; absent where none has.
                 * @example 1
                 */
                hoursSuspect?: number;
                /**
                 * @description Of how many hours a part is unknown, across a reset of a register; absent where none is.
                 * @example 1
                 */
                hoursPartlyUnknown?: number;
                /** @description With `cost`: the costs by currency, tax included; empty without a tariff. By month, by year and of the whole range: the sum of the lines of a bill, each rounded once to the smallest unit of the currency. By hour, day and week: exact, with six decimals. An hour has no part of the fixed charge, and days that have not begun have none. */
                costs?: {
                    /**
                     * @description The currency (ISO 4217).
                     * @example EUR
                     */
                    currency: string;
                    /**
                     * @description The amount as an exact decimal; negative where production earns more.
                     * @example 118.54
                     */
                    amount: string;
                }[];
                /**
                 * @description With `cost`: how many measured hours have no price; absent where all have one.
                 * @example 24
                 */
                hoursUnpriced?: number;
                /** @description True where every hour that is not withheld has readings. */
                complete: boolean;
                /**
                 * @description By hour: the local time at the start, as HH:MM.
                 * @example 02:00
                 */
                label?: string;
                /**
                 * @description By hour: the offset of the local clock from UTC.
                 * @example +01:00
                 */
                offset?: string;
            }[];
            /** @description The energy of an hour in this range against that in others. */
            comparison?: {
                /**
                 * @description The mean energy of a measured hour of the requested range, in kWh.
                 * @example 0.573
                 */
                perHour: number | null;
                /** @description The period before: as many days, or whole months before whole months. */
                previous: {
                    /**
                     * Format: date
                     * @description The first day of the compared period.
                     * @example 2026-10-01
                     */
                    from: string;
                    /**
                     * Format: date
                     * @description The last day of the compared period.
                     * @example 2026-10-31
                     */
                    to: string;
                    /**
                     * @description Its energy in kWh; null where nothing was measured.
                     * @example 430.1
                     */
                    total: number | null;
                    /**
                     * @description The number of its hours with readings.
                     * @example 745
                     */
                    hoursMeasured: number;
                    /**
                     * @description Its mean energy of a measured hour, in kWh.
                     * @example 0.577
                     */
                    perHour: number | null;
                    /**
                     * @description The change of the requested period against it, by the mean energy of a measured hour: 0.1 is a tenth more. So days of 23 or 25 hours and missing hours distort nothing. Null where there is nothing to compare.
                     * @example -0.041
                     */
                    change: number | null;
                };
                /** @description The same period a year before; by week, 52 weeks before. */
                yearBefore: {
                    /**
                     * Format: date
                     * @description The first day of the compared period.
                     * @example 2026-10-01
                     */
                    from: string;
                    /**
                     * Format: date
                     * @description The last day of the compared period.
                     * @example 2026-10-31
                     */
                    to: string;
                    /**
                     * @description Its energy in kWh; null where nothing was measured.
                     * @example 430.1
                     */
                    total: number | null;
                    /**
                     * @description The number of its hours with readings.
                     * @example 745
                     */
                    hoursMeasured: number;
                    /**
                     * @description Its mean energy of a measured hour, in kWh.
                     * @example 0.577
                     */
                    perHour: number | null;
                    /**
                     * @description The change of the requested period against it, by the mean energy of a measured hour: 0.1 is a tenth more. So days of 23 or 25 hours and missing hours distort nothing. Null where there is nothing to compare.
                     * @example -0.041
                     */
                    change: number | null;
                };
                /** @description The average of the four periods before, without those that have no readings. */
                averageOfFour: {
                    /**
                     * Format: date
                     * @description The first day of the compared period.
                     * @example 2026-10-01
                     */
                    from: string;
                    /**
                     * Format: date
                     * @description The last day of the compared period.
                     * @example 2026-10-31
                     */
                    to: string;
                    /**
                     * @description Its energy in kWh; null where nothing was measured.
                     * @example 430.1
                     */
                    total: number | null;
                    /**
                     * @description The number of its hours with readings.
                     * @example 745
                     */
                    hoursMeasured: number;
                    /**
                     * @description Its mean energy of a measured hour, in kWh.
                     * @example 0.577
                     */
                    perHour: number | null;
                    /**
                     * @description The change of the requested period against it, by the mean energy of a measured hour: 0.1 is a tenth more. So days of 23 or 25 hours and missing hours distort nothing. Null where there is nothing to compare.
                     * @example -0.041
                     */
                    change: number | null;
                    /**
                     * @description How many of the four periods have readings.
                     * @example 4
                     */
                    periods: number;
                };
            };
        };
        /** @description Consecutive hours of a device in which readings are missing, or suspect. */
        Gap: {
            /**
             * Format: uuid
             * @description The id of the device.
             * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
             */
            deviceId: string;
            /**
             * Format: date-time
             * @description The start of the first hour (ISO 8601, UTC).
             * @example 2026-11-22T12:00:00.000Z
             */
            from: string;
            /**
             * Format: date-time
             * @description The end of the last hour (ISO 8601, UTC).
             * @example 2026-11-22T12:00:00.000Z
             */
            to: string;
            /**
             * @description The number of hours.
             * @example 3
             */
            hours: number;
            /**
             * @description The number of expected readings that are not recorded.
             * @example 14
             */
            missing: number;
            /**
             * @description The number of readings that are not counted until someone decides.
             * @example 0
             */
            suspect: number;
        };
        /** @description A session. */
        Session: {
            user: {
                /**
                 * Format: uuid
                 * @description The user’s id.
                 * @example 0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50
                 */
                id: string;
                /**
                 * @description What the user is called.
                 * @example Ada
                 */
                name: string;
                /**
                 * administrator or client
                 * @description Administrators manage users and devices; clients own devices.
                 * @example client
                 * @enum {string}
                 */
                role: "administrator" | "client";
            };
            /**
             * @description Whether the password is a one-time one: then nothing is allowed but to change it, by PUT /api/session/password.
             * @example false
             */
            mustChangePassword: boolean;
            /**
             * Format: date-time
             * @description The expiry of the access token (ISO 8601, UTC); refresh it before.
             * @example 2026-11-22T13:10:00.000Z
             */
            expiresAt: string;
            /**
             * @description The token for `Authorization: Bearer`; only where `delivery` is body.
             * @example eyJhbGciOiJFZERTQSJ9.e30.c2ln
             */
            accessToken?: string;
            /**
             * @description The token to exchange once for new tokens; only where `delivery` is body.
             * @example eyJhbGciOiJFZERTQSJ9.e30.c2ln
             */
            refreshToken?: string;
        };
        /** @description A fresh proof of the password. */
        Proof: {
            /**
             * Format: date-time
             * @description The time until which the password is not required again (ISO 8601, UTC).
             * @example 2026-11-22T13:05:00.000Z
             */
            expiresAt: string;
        };
        /** @description A password for one sign-in. */
        OneTimePassword: {
            /**
             * @description Shown once and stored nowhere. It works for one sign-in.
             * @example k7m2p-x9q4r-hd3wn-8tz6c
             */
            oneTimePassword: string;
            /**
             * Format: date-time
             * @description Until when it can be used (ISO 8601, UTC).
             * @example 2026-11-25T13:00:00.000Z
             */
            expiresAt: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI document. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request has parameters, but the route takes none. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is signed in. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "id": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *         "name": "Ada",
                     *         "role": "client"
                     *       },
                     *       "mustChangePassword": false
                     *     }
                     */
                    "application/json": {
                        user: {
                            /**
                             * Format: uuid
                             * @description The user’s id.
                             * @example 0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50
                             */
                            id: string;
                            /**
                             * @description What the user is called.
                             * @example Ada
                             */
                            name: string;
                            /**
                             * administrator or client
                             * @description Administrators manage users and devices; clients own devices.
                             * @example client
                             * @enum {string}
                             */
                            role: "administrator" | "client";
                        };
                        /**
                         * @description Whether the password is a one-time one: then nothing is allowed but to change it, by PUT /api/session/password.
                         * @example false
                         */
                        mustChangePassword: boolean;
                    };
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada",
                 *       "password": "a long and quiet winter evening",
                 *       "delivery": "cookies"
                 *     }
                 */
                "application/json": {
                    /**
                     * a text of 1 to 1000 characters
                     * @description The user’s name.
                     * @example Ada
                     */
                    name: string;
                    /**
                     * a text of 1 to 1000 characters
                     * @description The user’s password.
                     * @example a long and quiet winter evening
                     */
                    password: string;
                    /**
                     * cookies or body
                     * @description The delivery of the tokens: as HttpOnly cookies (for browsers, the default), or in the body (for programs, which send the access token as `Authorization: Bearer`).
                     * @enum {string}
                     */
                    delivery?: "cookies" | "body";
                };
            };
        };
        responses: {
            /** @description The session, with its tokens as cookies or in the body. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "id": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *         "name": "Ada",
                     *         "role": "client"
                     *       },
                     *       "mustChangePassword": false,
                     *       "expiresAt": "2026-11-22T13:10:00.000Z",
                     *       "accessToken": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                     *       "refreshToken": "eyJhbGciOiJFZERTQSJ9.e30.c2ln"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The name or the password is wrong (`wrong-credentials`), or the one-time password was used or has expired (`one-time-password-expired`). */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request comes from a page of another site. */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts: retry after `Retry-After` (`too-many-attempts`). After 100 wrong passwords in a row, 90 from browsers that the user has not signed in with, the password must be reset (`sign-in-locked`). */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request has parameters, but the route takes none. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request comes from a page of another site. */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description The maximum number of users. */
                limit?: number;
                /**
                 * @description The `next` of the previous page; the first page by default.
                 * @example WyJpZCIsIjVjMjQ5NGEzIl0
                 */
                after?: string;
                /**
                 * @description Only users that contain each of these words, ignoring case and accents.
                 * @example heat pump
                 */
                search?: string;
                /** @description The sort order. */
                sort?: "name" | "role" | "registeredAt";
                /** @description The direction of the sort order. */
                order?: "ascending" | "descending";
                /**
                 * @description Administrators manage users and devices; clients own devices.
                 * @example client
                 */
                role?: "administrator" | "client";
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the users, without deleted ones. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "users": [
                     *         {
                     *           "id": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *           "name": "Ada",
                     *           "role": "client",
                     *           "revision": 0,
                     *           "registeredAt": "2026-11-22T13:00:00.000Z",
                     *           "deletedAt": "2026-11-22T13:00:00.000Z"
                     *         }
                     *       ],
                     *       "next": "WyJpZCIsIjVjMjQ5NGEzIl0"
                     *     }
                     */
                    "application/json": {
                        users: components["schemas"]["User"][];
                        /**
                         * @description The `after` of the next page; null on the last one.
                         * @example WyJpZCIsIjVjMjQ5NGEzIl0
                         */
                        next: string | null;
                    };
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    registerUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada",
                 *       "role": "client"
                 *     }
                 */
                "application/json": {
                    /**
                     * one line of 1 to 100 characters
                     * @description What the user signs in with: one line of 1 to 100 characters of one script, none of them invisible, unique whatever its case.
                     * @example Ada
                     */
                    name: string;
                    /**
                     * administrator or client
                     * @description Administrators manage users and devices; clients own devices.
                     * @example client
                     * @enum {string}
                     */
                    role: "administrator" | "client";
                };
            };
        };
        responses: {
            /** @description The user that was registered. */
            201: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The address of the new resource. */
                    Location?: string;
                    /** @description The revision, for `If-Match` in the next change. */
                    ETag?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *       "name": "Ada",
                     *       "role": "client",
                     *       "revision": 0,
                     *       "registeredAt": "2026-11-22T13:00:00.000Z",
                     *       "deletedAt": "2026-11-22T13:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Another user has this name, or one that looks like it. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A user account. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *       "name": "Ada",
                     *       "role": "client",
                     *       "revision": 0,
                     *       "registeredAt": "2026-11-22T13:00:00.000Z",
                     *       "deletedAt": "2026-11-22T13:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user does not exist. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user is deleted. */
            204: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user does not exist. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user is the last administrator, or concurrent changes prevented the command. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada",
                 *       "role": "client"
                 *     }
                 */
                "application/json": {
                    /**
                     * one line of 1 to 100 characters
                     * @description What the user signs in with: one line of 1 to 100 characters of one script, none of them invisible, unique whatever its case.
                     * @example Ada
                     */
                    name?: string;
                    /**
                     * administrator or client
                     * @description Administrators manage users and devices; clients own devices.
                     * @example client
                     * @enum {string}
                     */
                    role?: "administrator" | "client";
                };
            };
        };
        responses: {
            /** @description The user after the change. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The revision, for `If-Match` in the next change. */
                    ETag?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *       "name": "Ada",
                     *       "role": "client",
                     *       "revision": 0,
                     *       "registeredAt": "2026-11-22T13:00:00.000Z",
                     *       "deletedAt": "2026-11-22T13:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user does not exist. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Another user has this name or one that looks like it, the user is deleted, owns devices or is the last administrator, or concurrent changes prevented the command. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBudget: {
        parameters: {
            query?: never;
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a client wants to spend in a calendar month. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "userId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "budget": {
                     *         "amount": "120.50",
                     *         "currency": "EUR"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Budget"];
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such client, or it is not the one who asks. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setBudget: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "amount": "120.50",
                 *       "currency": "EUR"
                 *     }
                 */
                "application/json": {
                    /**
                     * an amount greater than 0, such as "120.50"
                     * @description What the client wants to spend in a calendar month: greater than 0, with up to 9 digits and the decimals of the currency.
                     * @example 120.50
                     */
                    amount: string;
                    /**
                     * the code of a currency by ISO 4217, such as EUR
                     * @description The currency (ISO 4217): one of those in which the client’s devices are billed, where they are. Costs in other currencies do not count.
                     * @example EUR
                     */
                    currency: string;
                };
            };
        };
        responses: {
            /** @description The budget after the change. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The revision, for `If-Match` in the next change. */
                    ETag?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "userId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "budget": {
                     *         "amount": "120.50",
                     *         "currency": "EUR"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Budget"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user does not exist, or is not the client who asks. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user is deleted or is no client, or concurrent changes prevented the command. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeBudget: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client has no budget. */
            204: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user does not exist, or is not the client who asks. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user is deleted or is no client, or concurrent changes prevented the command. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSignIns: {
        parameters: {
            query?: {
                /**
                 * @description Up to 100 ids, separated by commas; none by default.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                ids?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description When users last signed in. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "signIns": [
                     *         {
                     *           "userId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "lastSignInAt": "2026-11-22T17:41:03.518Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description One for each id, in the order of the ids. */
                        signIns: {
                            /** Format: uuid */
                            userId: string;
                            /**
                             * Format: date-time
                             * @description When the user last signed in (ISO 8601, UTC); null where that has never happened.
                             */
                            lastSignInAt: string | null;
                        }[];
                    };
                };
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions of the signed-in user that have not ended. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions": [
                     *         {
                     *           "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "startedAt": "2026-11-22T09:30:00.000Z",
                     *           "refreshedAt": "2026-11-22T09:30:00.000Z",
                     *           "expiresAt": "2026-11-22T09:30:00.000Z",
                     *           "current": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description Newest first. */
                        sessions: {
                            /** Format: uuid */
                            id: string;
                            /**
                             * Format: date-time
                             * @description The sign-in.
                             * @example 2026-11-22T09:30:00.000Z
                             */
                            startedAt: string;
                            /**
                             * Format: date-time
                             * @description When the session was last in use, up to ten minutes earlier.
                             * @example 2026-11-22T09:30:00.000Z
                             */
                            refreshedAt: string;
                            /**
                             * Format: date-time
                             * @description When the session ends unless it is used.
                             * @example 2026-11-22T09:30:00.000Z
                             */
                            expiresAt: string;
                            /** @description True for the session of this request. */
                            current: boolean;
                        }[];
                    };
                };
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDevices: {
        parameters: {
            query?: {
                /** @description The maximum number of devices. */
                limit?: number;
                /**
                 * @description The `next` of the previous page; the first page by default.
                 * @example WyJpZCIsIjVjMjQ5NGEzIl0
                 */
                after?: string;
                /**
                 * @description Only devices that contain each of these words, ignoring case and accents.
                 * @example heat pump
                 */
                search?: string;
                /** @description The sort order. */
                sort?: "id" | "description" | "address" | "limit" | "owner";
                /** @description The direction of the sort order. */
                order?: "ascending" | "descending";
                /** @description Only devices without an owner. For administrators, not together with `ownerId`. */
                unassigned?: boolean;
                /** @description For administrators: only devices without a reading for an hour, or only those whose running hour is over their limit: up to 100,000. */
                state?: "silent" | "over-limit";
                /** @description Only the devices of this user. Clients receive only their own. */
                ownerId?: string;
                /** @description For administrators: only the devices that are billed by this tariff, at present or from a later day on. Not together with `ownerId`. */
                tariffId?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the devices in use. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "devices": [
                     *         {
                     *           "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "description": "Heat pump, cellar",
                     *           "address": "Grote Markt 1, 1000 Brussels",
                     *           "maxHourlyConsumption": 2.5,
                     *           "timeZone": "Europe/Brussels",
                     *           "reads": "interval",
                     *           "intervalMinutes": 10,
                     *           "stampedAt": "start",
                     *           "flow": "consumption",
                     *           "medium": "electricity",
                     *           "unit": "kWh",
                     *           "replacements": [
                     *             {
                     *               "replacedAt": "2026-11-22T09:25:00.000Z",
                     *               "finalReading": 13423.8,
                     *               "firstReading": 0,
                     *               "reason": "Calibration expired"
                     *             }
                     *           ],
                     *           "kWhPerCubicMetre": [
                     *             {
                     *               "validFrom": "2026-01-01",
                     *               "factor": 11.2
                     *             }
                     *           ],
                     *           "maxPower": 10,
                     *           "registerDigits": 6,
                     *           "serialNumber": "1SAG1100012345",
                     *           "installedOn": "2026-11-22",
                     *           "ownerId": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *           "tariffs": [
                     *             {
                     *               "from": "2026-12-01",
                     *               "tariffId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2"
                     *             }
                     *           ],
                     *           "revision": 0,
                     *           "decommissionedAt": "2026-11-22T13:00:00.000Z",
                     *           "former": false,
                     *           "ownedPeriods": [
                     *             {
                     *               "from": "2026-11-22T13:00:00.000Z",
                     *               "until": null
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "next": "WyJpZCIsIjVjMjQ5NGEzIl0"
                     *     }
                     */
                    "application/json": {
                        devices: components["schemas"]["Device"][];
                        /**
                         * @description The `after` of the next page; null on the last one.
                         * @example WyJpZCIsIjVjMjQ5NGEzIl0
                         */
                        next: string | null;
                    };
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    registerDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Heat pump, cellar",
                 *       "address": "Grote Markt 1, 1000 Brussels",
                 *       "maxHourlyConsumption": 2.5,
                 *       "timeZone": "Europe/Brussels",
                 *       "reads": "interval",
                 *       "intervalMinutes": 10,
                 *       "stampedAt": "start",
                 *       "flow": "consumption",
                 *       "medium": "electricity",
                 *       "unit": "kWh",
                 *       "kWhPerCubicMetre": [
                 *         {
                 *           "validFrom": "2026-01-01",
                 *           "factor": 11.2
                 *         }
                 *       ],
                 *       "maxPower": 10,
                 *       "registerDigits": 6,
                 *       "serialNumber": "1SAG1100012345",
                 *       "installedOn": "2026-11-22"
                 *     }
                 */
                "application/json": {
                    /**
                     * one line of 1 to 200 characters
                     * @description What it is: one line of 1 to 200 characters, none of them invisible.
                     * @example Heat pump, cellar
                     */
                    description: string;
                    /**
                     * one line of 1 to 500 characters
                     * @description Where it is installed: one line of 1 to 500 characters, none of them invisible.
                     * @example Grote Markt 1, 1000 Brussels
                     */
                    address: string;
                    /**
                     * a number of kWh greater than 0
                     * @description The limit of an hour, in kWh. An hour exceeds it when its total is greater.
                     * @example 2.5
                     */
                    maxHourlyConsumption: number;
                    /**
                     * an IANA time zone such as Europe/Brussels
                     * @description The IANA time zone whose hours and days are the device’s.
                     * @example Europe/Brussels
                     */
                    timeZone: string;
                    /**
                     * one of interval, register
                     * @description What a reading is: the energy of an interval, or a cumulative register. A change counts all recorded values again, as what they are said to be now.
                     * @example interval
                     * @enum {string}
                     */
                    reads?: "interval" | "register";
                    /**
                     * one of 5, 10, 15, 30, 60
                     * @description How often a reading is expected, in minutes.
                     * @example 10
                     * @enum {integer}
                     */
                    intervalMinutes?: 5 | 10 | 15 | 30 | 60;
                    /**
                     * one of start, end
                     * @description Whether the timestamp of an interval is its start or its end. A reading stamped 10:00 counts for the hour of 10:00 by its start, and for the hour of 9:00 by its end. A register is always what the meter shows at that instant. A change counts all recorded readings again.
                     * @example start
                     * @enum {string}
                     */
                    stampedAt?: "start" | "end";
                    /**
                     * one of consumption, production
                     * @description Whether energy is drawn from the grid or fed into it.
                     * @example consumption
                     * @enum {string}
                     */
                    flow?: "consumption" | "production";
                    /**
                     * one of electricity, gas, heat
                     * @description What the meter measures.
                     * @example electricity
                     * @enum {string}
                     */
                    medium?: "electricity" | "gas" | "heat";
                    /**
                     * one of kWh, Wh, MWh, m3
                     * @description The unit of a value, unless a reading names another one.
                     * @example kWh
                     * @enum {string}
                     */
                    unit?: "kWh" | "Wh" | "MWh" | "m3";
                    /**
                     * a list of 1 to 100 conversion factors, each with validFrom and factor
                     * @description The versions of the factor that converts m³ to kWh, oldest first. Readings before the first version take the first one. A register has one version.
                     * @example [
                     *       {
                     *         "validFrom": "2026-01-01",
                     *         "factor": 11.2
                     *       }
                     *     ]
                     */
                    kWhPerCubicMetre?: {
                        /**
                         * a day such as 2026-11-22
                         * Format: date
                         * @description The local day from which on it applies.
                         * @example 2026-01-01
                         */
                        validFrom: string;
                        /**
                         * a number of kWh per m³ greater than 0 and at most 1000
                         * @description kWh per m³.
                         * @example 11.2
                         */
                        factor: number;
                    }[];
                    /**
                     * a number of kW greater than 0 and at most 1000000
                     * @description The most power, in kW. A reading that implies more is suspect and not counted.
                     * @example 10
                     */
                    maxPower?: number;
                    /**
                     * a whole number from 1 to 9
                     * @description The digits of a register before its decimal point, by which a roll-over is known. Only for registers.
                     * @example 6
                     */
                    registerDigits?: number;
                    /**
                     * one line of 1 to 64 characters
                     * @description The serial number of the meter, unique among the devices in use.
                     * @example 1SAG1100012345
                     */
                    serialNumber?: string;
                    /**
                     * a day such as 2026-11-22
                     * Format: date
                     * @description The local day of installation. Earlier readings are rejected.
                     * @example 2026-11-22
                     */
                    installedOn?: string;
                };
            };
        };
        responses: {
            /** @description The device that was registered. */
            201: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The address of the new resource. */
                    Location?: string;
                    /** @description The revision, for `If-Match` in the next change. */
                    ETag?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "description": "Heat pump, cellar",
                     *       "address": "Grote Markt 1, 1000 Brussels",
                     *       "maxHourlyConsumption": 2.5,
                     *       "timeZone": "Europe/Brussels",
                     *       "reads": "interval",
                     *       "intervalMinutes": 10,
                     *       "stampedAt": "start",
                     *       "flow": "consumption",
                     *       "medium": "electricity",
                     *       "unit": "kWh",
                     *       "replacements": [
                     *         {
                     *           "replacedAt": "2026-11-22T09:25:00.000Z",
                     *           "finalReading": 13423.8,
                     *           "firstReading": 0,
                     *           "reason": "Calibration expired"
                     *         }
                     *       ],
                     *       "kWhPerCubicMetre": [
                     *         {
                     *           "validFrom": "2026-01-01",
                     *           "factor": 11.2
                     *         }
                     *       ],
                     *       "maxPower": 10,
                     *       "registerDigits": 6,
                     *       "serialNumber": "1SAG1100012345",
                     *       "installedOn": "2026-11-22",
                     *       "ownerId": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *       "tariffs": [
                     *         {
                     *           "from": "2026-12-01",
                     *           "tariffId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2"
                     *         }
                     *       ],
                     *       "revision": 0,
                     *       "decommissionedAt": "2026-11-22T13:00:00.000Z",
                     *       "former": false,
                     *       "ownedPeriods": [
                     *         {
                     *           "from": "2026-11-22T13:00:00.000Z",
                     *           "until": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Another device has the serial number, or it was registered by this key, and much happened to it since. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeviceTotals: {
        parameters: {
            query?: {
                /**
                 * @description Only devices that contain each of these words, ignoring case and accents.
                 * @example heat pump
                 */
                search?: string;
                /** @description Only devices without an owner. For administrators, not together with `ownerId`. */
                unassigned?: boolean;
                /** @description For administrators: only devices without a reading for an hour, or only those whose running hour is over their limit: up to 100,000. */
                state?: "silent" | "over-limit";
                /** @description Only the devices of this user. Clients receive only their own. */
                ownerId?: string;
                /** @description For administrators: only the devices that are billed by this tariff, at present or from a later day on. Not together with `ownerId`. */
                tariffId?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the devices of a search add up to. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "at": "2026-11-22T17:41:03.518Z",
                     *       "devices": 1,
                     *       "isAll": false,
                     *       "today": 1,
                     *       "overLimit": 1,
                     *       "silent": 1
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description The time of the answer (ISO 8601, UTC).
                         */
                        at: string;
                        /** @description The number of devices, at most 20,000. */
                        devices: number;
                        /** @description False where there are more devices. Then the figures below are null. */
                        isAll: boolean;
                        /** @description The consumption of the current day so far, in the time zone of each device, in kWh. Production is left out. */
                        today: number | null;
                        /** @description Devices whose running hour is over their limit. */
                        overLimit: number | null;
                        /** @description Devices without a reading in the last hour, as of the last count. */
                        silent: number | null;
                    };
                };
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeviceStates: {
        parameters: {
            query?: {
                /**
                 * @description Up to 100 ids, separated by commas; none by default.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                ids?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What devices measure at the moment. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "at": "2026-11-22T17:41:03.518Z",
                     *       "devices": [
                     *         {
                     *           "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "timeZone": "Europe/Brussels",
                     *           "lastReadingAt": "2026-11-22T17:41:03.518Z",
                     *           "today": 1,
                     *           "hour": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description The time of the answer (ISO 8601, UTC).
                         */
                        at: string;
                        /** @description Those of the devices that exist, in no order. */
                        devices: {
                            /** Format: uuid */
                            deviceId: string;
                            /**
                             * @description The IANA time zone whose hours and days are the device’s.
                             * @example Europe/Brussels
                             */
                            timeZone: string;
                            /**
                             * Format: date-time
                             * @description The timestamp of the newest reading (ISO 8601, UTC), some seconds after it was recorded; null without one.
                             */
                            lastReadingAt: string | null;
                            /** @description The energy of the current day in the device’s time zone so far, in kWh; null without readings. */
                            today: number | null;
                            /** @description The energy of the running hour so far, in kWh; null without readings. */
                            hour: number | null;
                        }[];
                    };
                };
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A smart metering device. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "description": "Heat pump, cellar",
                     *       "address": "Grote Markt 1, 1000 Brussels",
                     *       "maxHourlyConsumption": 2.5,
                     *       "timeZone": "Europe/Brussels",
                     *       "reads": "interval",
                     *       "intervalMinutes": 10,
                     *       "stampedAt": "start",
                     *       "flow": "consumption",
                     *       "medium": "electricity",
                     *       "unit": "kWh",
                     *       "replacements": [
                     *         {
                     *           "replacedAt": "2026-11-22T09:25:00.000Z",
                     *           "finalReading": 13423.8,
                     *           "firstReading": 0,
                     *           "reason": "Calibration expired"
                     *         }
                     *       ],
                     *       "kWhPerCubicMetre": [
                     *         {
                     *           "validFrom": "2026-01-01",
                     *           "factor": 11.2
                     *         }
                     *       ],
                     *       "maxPower": 10,
                     *       "registerDigits": 6,
                     *       "serialNumber": "1SAG1100012345",
                     *       "installedOn": "2026-11-22",
                     *       "ownerId": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *       "tariffs": [
                     *         {
                     *           "from": "2026-12-01",
                     *           "tariffId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2"
                     *         }
                     *       ],
                     *       "revision": 0,
                     *       "decommissionedAt": "2026-11-22T13:00:00.000Z",
                     *       "former": false,
                     *       "ownedPeriods": [
                     *         {
                     *           "from": "2026-11-22T13:00:00.000Z",
                     *           "until": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The device does not exist, or is another client’s. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decommissionDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device is out of use. */
            204: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such device. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Others changed it again and again. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Heat pump, cellar",
                 *       "address": "Grote Markt 1, 1000 Brussels",
                 *       "maxHourlyConsumption": 2.5,
                 *       "reads": "interval",
                 *       "intervalMinutes": 10,
                 *       "stampedAt": "start",
                 *       "flow": "consumption",
                 *       "medium": "electricity",
                 *       "unit": "kWh",
                 *       "kWhPerCubicMetre": [
                 *         {
                 *           "validFrom": "2026-01-01",
                 *           "factor": 11.2
                 *         }
                 *       ],
                 *       "maxPower": 10,
                 *       "registerDigits": 6,
                 *       "serialNumber": "1SAG1100012345",
                 *       "installedOn": "2026-11-22"
                 *     }
                 */
                "application/json": {
                    /**
                     * one line of 1 to 200 characters
                     * @description What it is: one line of 1 to 200 characters, none of them invisible.
                     * @example Heat pump, cellar
                     */
                    description?: string;
                    /**
                     * one line of 1 to 500 characters
                     * @description Where it is installed: one line of 1 to 500 characters, none of them invisible.
                     * @example Grote Markt 1, 1000 Brussels
                     */
                    address?: string;
                    /**
                     * a number of kWh greater than 0
                     * @description The limit of an hour, in kWh. An hour exceeds it when its total is greater.
                     * @example 2.5
                     */
                    maxHourlyConsumption?: number;
                    /**
                     * one of interval, register
                     * @description What a reading is: the energy of an interval, or a cumulative register. A change counts all recorded values again, as what they are said to be now.
                     * @example interval
                     * @enum {string}
                     */
                    reads?: "interval" | "register";
                    /**
                     * one of 5, 10, 15, 30, 60
                     * @description How often a reading is expected, in minutes.
                     * @example 10
                     * @enum {integer}
                     */
                    intervalMinutes?: 5 | 10 | 15 | 30 | 60;
                    /**
                     * one of start, end
                     * @description Whether the timestamp of an interval is its start or its end. A reading stamped 10:00 counts for the hour of 10:00 by its start, and for the hour of 9:00 by its end. A register is always what the meter shows at that instant. A change counts all recorded readings again.
                     * @example start
                     * @enum {string}
                     */
                    stampedAt?: "start" | "end";
                    /**
                     * one of consumption, production
                     * @description Whether energy is drawn from the grid or fed into it.
                     * @example consumption
                     * @enum {string}
                     */
                    flow?: "consumption" | "production";
                    /**
                     * one of electricity, gas, heat
                     * @description What the meter measures.
                     * @example electricity
                     * @enum {string}
                     */
                    medium?: "electricity" | "gas" | "heat";
                    /**
                     * one of kWh, Wh, MWh, m3
                     * @description The unit of a value, unless a reading names another one.
                     * @example kWh
                     * @enum {string}
                     */
                    unit?: "kWh" | "Wh" | "MWh" | "m3";
                    /**
                     * a list of 1 to 100 conversion factors, each with validFrom and factor, or null
                     * @description The versions of the factor that converts m³ to kWh, oldest first. Readings before the first version take the first one. A register has one version.
                     * @example [
                     *       {
                     *         "validFrom": "2026-01-01",
                     *         "factor": 11.2
                     *       }
                     *     ]
                     */
                    kWhPerCubicMetre?: {
                        /**
                         * a day such as 2026-11-22
                         * Format: date
                         * @description The local day from which on it applies.
                         * @example 2026-01-01
                         */
                        validFrom: string;
                        /**
                         * a number of kWh per m³ greater than 0 and at most 1000
                         * @description kWh per m³.
                         * @example 11.2
                         */
                        factor: number;
                    }[] | null;
                    /**
                     * a number of kW greater than 0 and at most 1000000, or null
                     * @description The most power, in kW. A reading that implies more is suspect and not counted.
                     * @example 10
                     */
                    maxPower?: number | null;
                    /**
                     * a whole number from 1 to 9, or null
                     * @description The digits of a register before its decimal point, by which a roll-over is known. Only for registers.
                     * @example 6
                     */
                    registerDigits?: number | null;
                    /**
                     * one line of 1 to 64 characters, or null
                     * @description The serial number of the meter, unique among the devices in use.
                     * @example 1SAG1100012345
                     */
                    serialNumber?: string | null;
                    /**
                     * a day such as 2026-11-22, or null
                     * Format: date
                     * @description The local day of installation. Earlier readings are rejected.
                     * @example 2026-11-22
                     */
                    installedOn?: string | null;
                };
            };
        };
        responses: {
            /** @description The device after the change. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The revision, for `If-Match` in the next change. */
                    ETag?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "description": "Heat pump, cellar",
                     *       "address": "Grote Markt 1, 1000 Brussels",
                     *       "maxHourlyConsumption": 2.5,
                     *       "timeZone": "Europe/Brussels",
                     *       "reads": "interval",
                     *       "intervalMinutes": 10,
                     *       "stampedAt": "start",
                     *       "flow": "consumption",
                     *       "medium": "electricity",
                     *       "unit": "kWh",
                     *       "replacements": [
                     *         {
                     *           "replacedAt": "2026-11-22T09:25:00.000Z",
                     *           "finalReading": 13423.8,
                     *           "firstReading": 0,
                     *           "reason": "Calibration expired"
                     *         }
                     *       ],
                     *       "kWhPerCubicMetre": [
                     *         {
                     *           "validFrom": "2026-01-01",
                     *           "factor": 11.2
                     *         }
                     *       ],
                     *       "maxPower": 10,
                     *       "registerDigits": 6,
                     *       "serialNumber": "1SAG1100012345",
                     *       "installedOn": "2026-11-22",
                     *       "ownerId": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *       "tariffs": [
                     *         {
                     *           "from": "2026-12-01",
                     *           "tariffId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2"
                     *         }
                     *       ],
                     *       "revision": 0,
                     *       "decommissionedAt": "2026-11-22T13:00:00.000Z",
                     *       "former": false,
                     *       "ownedPeriods": [
                     *         {
                     *           "from": "2026-11-22T13:00:00.000Z",
                     *           "until": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such device. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It was decommissioned, it has registers that further ones would not continue, another device has the serial number, or others changed it again and again. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConsumption: {
        parameters: {
            query?: {
                /**
                 * @description The day in the device’s time zone whose hours are returned; today by default. Not together with `from`, `to` or `by`.
                 * @example 2026-11-22
                 */
                day?: string;
                /**
                 * @description The first day, in the device’s time zone; by default six days before the last one.
                 * @example 2026-11-22
                 */
                from?: string;
                /**
                 * @description The last day, ten years after the first at most; today by default.
                 * @example 2026-11-22
                 */
                to?: string;
                /** @description What the range is divided into; weeks are those of ISO 8601. By hour, a range has at most 62 days. */
                by?: "hour" | "day" | "week" | "month" | "year";
                /** @description Compares the range with the period before, with the same period a year before, and with the average of the four periods before. */
                compare?: boolean;
                /** @description Adds the costs by the assigned tariffs. */
                cost?: boolean;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "day": "2026-11-22",
                     *       "timeZone": "Europe/Brussels",
                     *       "unit": "kWh",
                     *       "flow": "consumption",
                     *       "maxHourlyConsumption": 2.5,
                     *       "minutes": 1440,
                     *       "total": 14.4,
                     *       "hours": [
                     *         {
                     *           "start": "2026-11-21T23:00:00.000Z",
                     *           "end": "2026-11-22T00:00:00.000Z",
                     *           "label": "00:00",
                     *           "offset": "+01:00",
                     *           "ambiguous": false,
                     *           "energy": 0.6,
                     *           "readings": 6,
                     *           "expectedReadings": 6,
                     *           "estimated": false,
                     *           "suspect": 0,
                     *           "partlyUnknown": false,
                     *           "exceeded": false,
                     *           "withheld": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Consumption"] | components["schemas"]["PeriodConsumption"];
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The device does not exist, or is another client’s. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDailyConsumption: {
        parameters: {
            query?: {
                /**
                 * @description The first day in the device’s time zone; by default six days before the last one.
                 * @example 2026-11-22
                 */
                from?: string;
                /**
                 * @description The last day, 61 days after the first at most; today by default.
                 * @example 2026-11-22
                 */
                to?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The consumption of a device on each of several local days. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "timeZone": "Europe/Brussels",
                     *       "unit": "kWh",
                     *       "maxHourlyConsumption": 2.5,
                     *       "days": [
                     *         {
                     *           "day": "2026-11-22",
                     *           "total": 14.4,
                     *           "minutes": 1440,
                     *           "hours": 24,
                     *           "hoursMeasured": 24,
                     *           "hoursExceeded": 1,
                     *           "largestHour": 1.9,
                     *           "hoursEstimated": 3,
                     *           "hoursSuspect": 1,
                     *           "hoursPartlyUnknown": 1,
                     *           "hoursWithheld": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: uuid
                         * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                         */
                        deviceId: string;
                        /**
                         * @description The IANA time zone whose hours and days are the device’s.
                         * @example Europe/Brussels
                         */
                        timeZone: string;
                        /**
                         * @description The unit of every energy here.
                         * @enum {string}
                         */
                        unit: "kWh";
                        /**
                         * @description The limit of an hour, in kWh. An hour exceeds it when its total is greater.
                         * @example 2.5
                         */
                        maxHourlyConsumption: number;
                        /** @description Every requested day, in order. */
                        days: {
                            /**
                             * Format: date
                             * @description The day, in the device’s time zone.
                             * @example 2026-11-22
                             */
                            day: string;
                            /**
                             * @description The exact sum of its hours, in kWh; null where nothing was measured.
                             * @example 14.4
                             */
                            total: number | null;
                            /**
                             * @description The length of the day in minutes: 1440, or more or less where the clocks change.
                             * @example 1440
                             */
                            minutes: number;
                            /**
                             * @description The number of hours of the day.
                             * @example 24
                             */
                            hours: number;
                            /**
                             * @description The number of hours with measurements.
                             * @example 24
                             */
                            hoursMeasured: number;
                            /**
                             * @description The number of hours above the device’s current limit.
                             * @example 1
                             */
                            hoursExceeded: number;
                            /**
                             * @description The largest consumption of one of its hours, in kWh; null where nothing was measured.
                             * @example 1.9
                             */
                            largestHour: number | null;
                            /**
                             * @description How many hours contain estimates; absent where none does.
                             * @example 3
                             */
                            hoursEstimated?: number;
                            /**
                             * @description How many hours have suspect readings, which are not counted; absent where none has.
                             * @example 1
                             */
                            hoursSuspect?: number;
                            /**
                             * @description Of how many hours a part is unknown, across a reset of a register; absent where none is.
                             * @example 1
                             */
                            hoursPartlyUnknown?: number;
                            /** @description For clients: how many of them belong to another owner of the device, or to none; absent where none do. */
                            hoursWithheld?: number;
                        }[];
                    };
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The device does not exist, or is another client’s. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSharedConsumption: {
        parameters: {
            query?: {
                /**
                 * @description The first day, in the device’s time zone; by default six days before the last one.
                 * @example 2026-11-22
                 */
                from?: string;
                /**
                 * @description The last day, ten years after the first at most; today by default.
                 * @example 2026-11-22
                 */
                to?: string;
                /** @description What the range is divided into; weeks are those of ISO 8601. By hour, a range has at most 62 days. */
                by?: "hour" | "day" | "week" | "month" | "year";
                /** @description Compares the range with the period before, with the same period a year before, and with the average of the four periods before. */
                compare?: boolean;
                /** @description Adds the costs by the assigned tariffs. */
                cost?: boolean;
                /** @description Only the devices that this user owns or owned, and only the hours of that time. Clients receive only their own. */
                ownerId?: string;
                /**
                 * @description Only devices that contain each of these words, ignoring case and accents.
                 * @example heat pump
                 */
                search?: string;
                /** @description The devices that are added up: those that draw from the grid, or those that feed into it. They are never netted. */
                flow?: "consumption" | "production";
                /** @description How many of the devices that consumed most are returned. */
                top?: number;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The consumption of several devices together in the hours, days, weeks, months or years of a range. For all devices, `hours` counts the days on which a device has readings, and no marks of hours are counted. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "unit": "kWh",
                     *       "by": "hour",
                     *       "from": "2026-01-01",
                     *       "to": "2026-12-31",
                     *       "devices": 50,
                     *       "total": 412.5,
                     *       "readings": 4320,
                     *       "hours": 720,
                     *       "hoursMeasured": 719,
                     *       "hoursWithheld": 24,
                     *       "hoursToCome": 12,
                     *       "hoursEstimated": 3,
                     *       "hoursSuspect": 1,
                     *       "hoursPartlyUnknown": 1,
                     *       "costs": [
                     *         {
                     *           "currency": "EUR",
                     *           "amount": "118.54"
                     *         }
                     *       ],
                     *       "hoursUnpriced": 24,
                     *       "complete": false,
                     *       "buckets": [
                     *         {
                     *           "period": "2026-11",
                     *           "from": "2026-11-01",
                     *           "to": "2026-11-30",
                     *           "total": 412.5,
                     *           "readings": 4320,
                     *           "hours": 720,
                     *           "hoursMeasured": 719,
                     *           "hoursWithheld": 24,
                     *           "hoursToCome": 12,
                     *           "hoursEstimated": 3,
                     *           "hoursSuspect": 1,
                     *           "hoursPartlyUnknown": 1,
                     *           "costs": [
                     *             {
                     *               "currency": "EUR",
                     *               "amount": "118.54"
                     *             }
                     *           ],
                     *           "hoursUnpriced": 24,
                     *           "complete": false,
                     *           "label": "02:00",
                     *           "offset": "+01:00"
                     *         }
                     *       ],
                     *       "top": [
                     *         {
                     *           "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "description": "Heat pump, cellar",
                     *           "total": 98.2
                     *         }
                     *       ],
                     *       "comparison": {
                     *         "perHour": 0.573,
                     *         "previous": {
                     *           "from": "2026-10-01",
                     *           "to": "2026-10-31",
                     *           "total": 430.1,
                     *           "hoursMeasured": 745,
                     *           "perHour": 0.577,
                     *           "change": -0.041
                     *         },
                     *         "yearBefore": {
                     *           "from": "2026-10-01",
                     *           "to": "2026-10-31",
                     *           "total": 430.1,
                     *           "hoursMeasured": 745,
                     *           "perHour": 0.577,
                     *           "change": -0.041
                     *         },
                     *         "averageOfFour": {
                     *           "from": "2026-10-01",
                     *           "to": "2026-10-31",
                     *           "total": 430.1,
                     *           "hoursMeasured": 745,
                     *           "perHour": 0.577,
                     *           "change": -0.041,
                     *           "periods": 4
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description The unit of every energy here.
                         * @enum {string}
                         */
                        unit: "kWh";
                        /**
                         * @description What the range is divided into. Weeks are those of ISO 8601.
                         * @enum {string}
                         */
                        by: "hour" | "day" | "week" | "month" | "year";
                        /**
                         * Format: date
                         * @description The first day, of each device in its own time zone.
                         * @example 2026-01-01
                         */
                        from: string;
                        /**
                         * Format: date
                         * @description The last day, of each device in its own time zone.
                         * @example 2026-12-31
                         */
                        to: string;
                        /**
                         * @description The number of devices with readings in the range.
                         * @example 50
                         */
                        devices: number;
                        /**
                         * @description The exact sum of its hours, in kWh; null where nothing was measured.
                         * @example 412.5
                         */
                        total: number | null;
                        /**
                         * @description The number of readings.
                         * @example 4320
                         */
                        readings: number;
                        /**
                         * @description The number of hours, those to come included.
                         * @example 720
                         */
                        hours: number;
                        /**
                         * @description The number of hours with readings.
                         * @example 719
                         */
                        hoursMeasured: number;
                        /**
                         * @description For clients: how many hours belong to another owner of a device, or to none; absent where none do.
                         * @example 24
                         */
                        hoursWithheld?: number;
                        /**
                         * @description How many hours have not begun; absent where none are to come.
                         * @example 12
                         */
                        hoursToCome?: number;
                        /**
                         * @description How many hours contain estimates; absent where none does.
                         * @example 3
                         */
                        hoursEstimated?: number;
                        /**
                         * @description How many hours have suspect readings, which are not counted; absent where none has.
                         * @example 1
                         */
                        hoursSuspect?: number;
                        /**
                         * @description Of how many hours a part is unknown, across a reset of a register; absent where none is.
                         * @example 1
                         */
                        hoursPartlyUnknown?: number;
                        /** @description With `cost`: the costs by currency, tax included; empty without a tariff. By month, by year and of the whole range: the sum of the lines of a bill, each rounded once to the smallest unit of the currency. By hour, day and week: exact, with six decimals. An hour has no part of the fixed charge, and days that have not begun have none. */
                        costs?: {
                            /**
                             * @description The currency (ISO 4217).
                             * @example EUR
                             */
                            currency: string;
                            /**
                             * @description The amount as an exact decimal; negative where production earns more.
                             * @example 118.54
                             */
                            amount: string;
                        }[];
                        /**
                         * @description With `cost`: how many measured hours have no price; absent where all have one.
                         * @example 24
                         */
                        hoursUnpriced?: number;
                        /** @description True where every hour that is not withheld has readings. */
                        complete: boolean;
                        /** @description Every hour, day, week, month or year of the range, in order. */
                        buckets: {
                            /**
                             * @description The day (2026-11-22), ISO week (2026-W47), month (2026-11) or year (2026); by hour, the instant at which the hour starts (ISO 8601, UTC).
                             * @example 2026-11
                             */
                            period: string;
                            /**
                             * Format: date
                             * @description The first day of the period within the range.
                             * @example 2026-11-01
                             */
                            from: string;
                            /**
                             * Format: date
                             * @description The last day of the period within the range.
                             * @example 2026-11-30
                             */
                            to: string;
                            /**
                             * @description The exact sum of its hours, in kWh; null where nothing was measured.
                             * @example 412.5
                             */
                            total: number | null;
                            /**
                             * @description The number of readings.
                             * @example 4320
                             */
                            readings: number;
                            /**
                             * @description The number of hours, those to come included.
                             * @example 720
                             */
                            hours: number;
                            /**
                             * @description The number of hours with readings.
                             * @example 719
                             */
                            hoursMeasured: number;
                            /**
                             * @description For clients: how many hours belong to another owner of a device, or to none; absent where none do.
                             * @example 24
                             */
                            hoursWithheld?: number;
                            /**
                             * @description How many hours have not begun; absent where none are to come.
                             * @example 12
                             */
                            hoursToCome?: number;
                            /**
                             * @description How many hours contain estimates; absent where none does.
                             * @example 3
                             */
                            hoursEstimated?: number;
                            /**
                             * @description How many hours have suspect readings, which are not counted; absent where none has.
                             * @example 1
                             */
                            hoursSuspect?: number;
                            /**
                             * @description Of how many hours a part is unknown, across a reset of a register; absent where none is.
                             * @example 1
                             */
                            hoursPartlyUnknown?: number;
                            /** @description With `cost`: the costs by currency, tax included; empty without a tariff. By month, by year and of the whole range: the sum of the lines of a bill, each rounded once to the smallest unit of the currency. By hour, day and week: exact, with six decimals. An hour has no part of the fixed charge, and days that have not begun have none. */
                            costs?: {
                                /**
                                 * @description The currency (ISO 4217).
                                 * @example EUR
                                 */
                                currency: string;
                                /**
                                 * @description The amount as an exact decimal; negative where production earns more.
                                 * @example 118.54
                                 */
                                amount: string;
                            }[];
                            /**
                             * @description With `cost`: how many measured hours have no price; absent where all have one.
                             * @example 24
                             */
                            hoursUnpriced?: number;
                            /** @description True where every hour that is not withheld has readings. */
                            complete: boolean;
                            /**
                             * @description By hour: the local time at the start, as HH:MM.
                             * @example 02:00
                             */
                            label?: string;
                            /**
                             * @description By hour: the offset of the local clock from UTC.
                             * @example +01:00
                             */
                            offset?: string;
                        }[];
                        /** @description The devices that consumed most, the highest total first. */
                        top: {
                            /**
                             * Format: uuid
                             * @description The id of the device.
                             */
                            deviceId: string;
                            /**
                             * @description The description of the device, for a former owner at the end of the ownership.
                             * @example Heat pump, cellar
                             */
                            description: string | null;
                            /**
                             * @description Its energy in the range, in kWh.
                             * @example 98.2
                             */
                            total: number;
                        }[];
                        /** @description The energy of an hour in this range against that in others. */
                        comparison?: {
                            /**
                             * @description The mean energy of a measured hour of the requested range, in kWh.
                             * @example 0.573
                             */
                            perHour: number | null;
                            /** @description The period before: as many days, or whole months before whole months. */
                            previous: {
                                /**
                                 * Format: date
                                 * @description The first day of the compared period.
                                 * @example 2026-10-01
                                 */
                                from: string;
                                /**
                                 * Format: date
                                 * @description The last day of the compared period.
                                 * @example 2026-10-31
                                 */
                                to: string;
                                /**
                                 * @description Its energy in kWh; null where nothing was measured.
                                 * @example 430.1
                                 */
                                total: number | null;
                                /**
                                 * @description The number of its hours with readings.
                                 * @example 745
                                 */
                                hoursMeasured: number;
                                /**
                                 * @description Its mean energy of a measured hour, in kWh.
                                 * @example 0.577
                                 */
                                perHour: number | null;
                                /**
                                 * @description The change of the requested period against it, by the mean energy of a measured hour: 0.1 is a tenth more. So days of 23 or 25 hours and missing hours distort nothing. Null where there is nothing to compare.
                                 * @example -0.041
                                 */
                                change: number | null;
                            };
                            /** @description The same period a year before; by week, 52 weeks before. */
                            yearBefore: {
                                /**
                                 * Format: date
                                 * @description The first day of the compared period.
                                 * @example 2026-10-01
                                 */
                                from: string;
                                /**
                                 * Format: date
                                 * @description The last day of the compared period.
                                 * @example 2026-10-31
                                 */
                                to: string;
                                /**
                                 * @description Its energy in kWh; null where nothing was measured.
                                 * @example 430.1
                                 */
                                total: number | null;
                                /**
                                 * @description The number of its hours with readings.
                                 * @example 745
                                 */
                                hoursMeasured: number;
                                /**
                                 * @description Its mean energy of a measured hour, in kWh.
                                 * @example 0.577
                                 */
                                perHour: number | null;
                                /**
                                 * @description The change of the requested period against it, by the mean energy of a measured hour: 0.1 is a tenth more. So days of 23 or 25 hours and missing hours distort nothing. Null where there is nothing to compare.
                                 * @example -0.041
                                 */
                                change: number | null;
                            };
                            /** @description The average of the four periods before, without those that have no readings. */
                            averageOfFour: {
                                /**
                                 * Format: date
                                 * @description The first day of the compared period.
                                 * @example 2026-10-01
                                 */
                                from: string;
                                /**
                                 * Format: date
                                 * @description The last day of the compared period.
                                 * @example 2026-10-31
                                 */
                                to: string;
                                /**
                                 * @description Its energy in kWh; null where nothing was measured.
                                 * @example 430.1
                                 */
                                total: number | null;
                                /**
                                 * @description The number of its hours with readings.
                                 * @example 745
                                 */
                                hoursMeasured: number;
                                /**
                                 * @description Its mean energy of a measured hour, in kWh.
                                 * @example 0.577
                                 */
                                perHour: number | null;
                                /**
                                 * @description The change of the requested period against it, by the mean energy of a measured hour: 0.1 is a tenth more. So days of 23 or 25 hours and missing hours distort nothing. Null where there is nothing to compare.
                                 * @example -0.041
                                 */
                                change: number | null;
                                /**
                                 * @description How many of the four periods have readings.
                                 * @example 4
                                 */
                                periods: number;
                            };
                        };
                    };
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, behind the requested `Energy-Position`, or its daily totals are being built; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getToday: {
        parameters: {
            query?: {
                /** @description The client whose devices are listed. Clients receive only their own; an administrator names one. */
                ownerId?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Today’s consumption of all devices of a client, hour by hour. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "at": "2026-11-22T23:30:00.000Z",
                     *       "unit": "kWh",
                     *       "days": [
                     *         {
                     *           "timeZone": "Europe/Brussels",
                     *           "day": "2026-11-23",
                     *           "starts": [
                     *             "2026-11-22T23:00:00.000Z"
                     *           ],
                     *           "before": [
                     *             "2026-11-22T23:00:00.000Z"
                     *           ]
                     *         }
                     *       ],
                     *       "devices": [
                     *         {
                     *           "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "description": "Heat pump, cellar",
                     *           "address": "Grote Markt 1, 1000 Brussels",
                     *           "flow": "consumption",
                     *           "maxHourlyConsumption": 2.5,
                     *           "timeZone": "Europe/Brussels",
                     *           "energies": [
                     *             0.6
                     *           ],
                     *           "before": [
                     *             0.6
                     *           ],
                     *           "estimated": [
                     *             "2026-11-22T23:00:00.000Z"
                     *           ],
                     *           "partlyUnknown": [
                     *             "2026-11-22T23:00:00.000Z"
                     *           ]
                     *         }
                     *       ],
                     *       "former": [
                     *         {
                     *           "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "description": "Heat pump, cellar",
                     *           "address": "Grote Markt 1, 1000 Brussels",
                     *           "maxHourlyConsumption": 2.5,
                     *           "timeZone": "Europe/Brussels",
                     *           "reads": "interval",
                     *           "intervalMinutes": 10,
                     *           "stampedAt": "start",
                     *           "flow": "consumption",
                     *           "medium": "electricity",
                     *           "unit": "kWh",
                     *           "replacements": [
                     *             {
                     *               "replacedAt": "2026-11-22T09:25:00.000Z",
                     *               "finalReading": 13423.8,
                     *               "firstReading": 0,
                     *               "reason": "Calibration expired"
                     *             }
                     *           ],
                     *           "kWhPerCubicMetre": [
                     *             {
                     *               "validFrom": "2026-01-01",
                     *               "factor": 11.2
                     *             }
                     *           ],
                     *           "maxPower": 10,
                     *           "registerDigits": 6,
                     *           "serialNumber": "1SAG1100012345",
                     *           "installedOn": "2026-11-22",
                     *           "ownerId": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *           "tariffs": [
                     *             {
                     *               "from": "2026-12-01",
                     *               "tariffId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2"
                     *             }
                     *           ],
                     *           "revision": 0,
                     *           "decommissionedAt": "2026-11-22T13:00:00.000Z",
                     *           "former": false,
                     *           "ownedPeriods": [
                     *             {
                     *               "from": "2026-11-22T13:00:00.000Z",
                     *               "until": null
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description The instant of the answer (ISO 8601, UTC).
                         * @example 2026-11-22T23:30:00.000Z
                         */
                        at: string;
                        /**
                         * @description The unit of every energy here.
                         * @enum {string}
                         */
                        unit: "kWh";
                        /** @description The current day of each time zone of the devices. */
                        days: {
                            /**
                             * @description The IANA time zone whose hours and days are the device’s.
                             * @example Europe/Brussels
                             */
                            timeZone: string;
                            /**
                             * Format: date
                             * @description The current day in the time zone.
                             * @example 2026-11-23
                             */
                            day: string;
                            /** @description The instants at which its hours start (ISO 8601, UTC), in order. */
                            starts: string[];
                            /** @description The same for the day before; empty where the calendar skips it. */
                            before: string[];
                        }[];
                        /** @description The current devices of the client, in no order. */
                        devices: {
                            /**
                             * Format: uuid
                             * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                             */
                            deviceId: string;
                            /**
                             * @description What it is.
                             * @example Heat pump, cellar
                             */
                            description: string;
                            /**
                             * @description Where it is installed.
                             * @example Grote Markt 1, 1000 Brussels
                             */
                            address: string;
                            /**
                             * one of consumption, production
                             * @description Whether energy is drawn from the grid or fed into it.
                             * @example consumption
                             * @enum {string}
                             */
                            flow: "consumption" | "production";
                            /**
                             * @description The limit of an hour, in kWh. An hour exceeds it when its total is greater.
                             * @example 2.5
                             */
                            maxHourlyConsumption: number;
                            /**
                             * @description The IANA time zone whose hours and days are the device’s.
                             * @example Europe/Brussels
                             */
                            timeZone: string;
                            /** @description Of the hours of the current day; null where nothing was measured or it is withheld. */
                            energies: (number | null)[];
                            /** @description Of the hours of the day before. */
                            before: (number | null)[];
                            /** @description The starts of today’s hours that contain estimates; absent where none does. */
                            estimated?: string[];
                            /** @description The starts of today’s hours of which a part is unknown, across a reset of a register; absent where there is none. */
                            partlyUnknown?: string[];
                        }[];
                        /** @description For clients: the devices that were theirs and no longer are, in no order. */
                        former: components["schemas"]["Device"][];
                    };
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportDeviceConsumption: {
        parameters: {
            query?: {
                /**
                 * @description The first day, in the device’s time zone; by default six days before the last one.
                 * @example 2026-11-22
                 */
                from?: string;
                /**
                 * @description The last day, ten years after the first at most; today by default.
                 * @example 2026-11-22
                 */
                to?: string;
                /** @description What the export has a row for. */
                by?: "hours" | "readings";
                /** @description Adds to each hour the cost of its energy by the assigned tariffs, with tax, and its currency. */
                cost?: boolean;
                /** @description The format of the export. */
                format?: "csv" | "ndjson" | "parquet" | "greenbutton";
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rows, as they are at the moment of sending. `ETag` names the state of the data; with it as `If-Range`, a download that broke off continues by `Range`. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example device_id,start,local_time,minutes,energy_kwh,readings,quality */
                    "text/csv": string;
                    /** @example {"deviceId":"5c2494a3-1140-4c7a-991a-a1a2561c6bc2","energy":0.5} */
                    "application/x-ndjson": string;
                    /** @example PAR1 */
                    "application/vnd.apache.parquet": string;
                    /** @example <?xml version="1.0" encoding="UTF-8"?> */
                    "application/atom+xml": string;
                };
            };
            /** @description The requested part of the bytes. It breaks off if the data changes while it is sent. */
            206: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example device_id,start,local_time,minutes,energy_kwh,readings,quality */
                    "text/csv": string;
                    /** @example {"deviceId":"5c2494a3-1140-4c7a-991a-a1a2561c6bc2","energy":0.5} */
                    "application/x-ndjson": string;
                    /** @example PAR1 */
                    "application/vnd.apache.parquet": string;
                    /** @example <?xml version="1.0" encoding="UTF-8"?> */
                    "application/atom+xml": string;
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The device does not exist, or is another client’s. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is in another state than `If-Match` names. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The export ends before the requested `Range`. */
            416: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The export did not begin, or paused, for 5 minutes. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportConsumption: {
        parameters: {
            query?: {
                /**
                 * @description The first day, in the device’s time zone; by default six days before the last one.
                 * @example 2026-11-22
                 */
                from?: string;
                /**
                 * @description The last day, ten years after the first at most; today by default.
                 * @example 2026-11-22
                 */
                to?: string;
                /** @description What the export has a row for. */
                by?: "hours" | "readings";
                /** @description Adds to each hour the cost of its energy by the assigned tariffs, with tax, and its currency. */
                cost?: boolean;
                /** @description The format of the export. */
                format?: "csv" | "ndjson" | "parquet" | "greenbutton";
                /** @description Only the devices that this user owns or owned, and only the hours of that time. Clients receive only their own. */
                ownerId?: string;
                /**
                 * @description Only devices that contain each of these words, ignoring case and accents.
                 * @example heat pump
                 */
                search?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rows, as they are at the moment of sending. `ETag` names the state of the data; with it as `If-Range`, a download that broke off continues by `Range`. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example device_id,start,local_time,minutes,energy_kwh,readings,quality */
                    "text/csv": string;
                    /** @example {"deviceId":"5c2494a3-1140-4c7a-991a-a1a2561c6bc2","energy":0.5} */
                    "application/x-ndjson": string;
                    /** @example PAR1 */
                    "application/vnd.apache.parquet": string;
                    /** @example <?xml version="1.0" encoding="UTF-8"?> */
                    "application/atom+xml": string;
                };
            };
            /** @description The requested part of the bytes. It breaks off if the data changes while it is sent. */
            206: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example device_id,start,local_time,minutes,energy_kwh,readings,quality */
                    "text/csv": string;
                    /** @example {"deviceId":"5c2494a3-1140-4c7a-991a-a1a2561c6bc2","energy":0.5} */
                    "application/x-ndjson": string;
                    /** @example PAR1 */
                    "application/vnd.apache.parquet": string;
                    /** @example <?xml version="1.0" encoding="UTF-8"?> */
                    "application/atom+xml": string;
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is in another state than `If-Match` names. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The export ends before the requested `Range`. */
            416: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The export did not begin, or paused, for 5 minutes. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStatement: {
        parameters: {
            query?: {
                /**
                 * @description The month, of the device’s time zone; the current one by default.
                 * @example 2026-11
                 */
                month?: string;
                /** @description For administrators: the statement of this owner, with only the hours of that time. Clients receive only their own. */
                ownerId?: string;
                /** @description For administrators: a preview by this tariff in place of the assigned ones. */
                tariffId?: string;
                /**
                 * @description With `tariffId`: previews the version of this day for the whole month; by default, each day has the version that is valid on it.
                 * @example 2026-11-22
                 */
                validFrom?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The energy of a device in a month, with its costs, line by line. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "description": "Heat pump, cellar",
                     *       "address": "Grote Markt 1, 1000 Brussels",
                     *       "timeZone": "Europe/Brussels",
                     *       "month": "2026-11",
                     *       "from": "2026-11-01",
                     *       "to": "2026-11-30",
                     *       "preliminary": false,
                     *       "flow": "consumption",
                     *       "unit": "kWh",
                     *       "total": 412.5,
                     *       "readings": 4320,
                     *       "hours": 720,
                     *       "hoursMeasured": 719,
                     *       "hoursWithheld": 24,
                     *       "hoursToCome": 12,
                     *       "hoursEstimated": 3,
                     *       "hoursSuspect": 1,
                     *       "hoursPartlyUnknown": 1,
                     *       "costs": [
                     *         {
                     *           "currency": "EUR",
                     *           "amount": "118.54"
                     *         }
                     *       ],
                     *       "hoursUnpriced": 24,
                     *       "complete": false,
                     *       "recorded": {
                     *         "atStart": 1204.5,
                     *         "atEnd": 1617
                     *       },
                     *       "lines": [
                     *         {
                     *           "kind": "energy",
                     *           "tariff": "Day and night",
                     *           "tariffId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "validFrom": "2026-12-01",
                     *           "rate": "Day",
                     *           "tierAbove": 0,
                     *           "tierUpTo": 200,
                     *           "energy": 182.4,
                     *           "days": 30,
                     *           "price": "0.2874",
                     *           "per": "kWh",
                     *           "currency": "EUR",
                     *           "amount": "52.42"
                     *         }
                     *       ],
                     *       "days": [
                     *         {
                     *           "day": "2026-11-22",
                     *           "total": 14.4,
                     *           "hoursEstimated": 3,
                     *           "hoursSuspect": 1,
                     *           "hoursPartlyUnknown": 1,
                     *           "costs": [
                     *             {
                     *               "currency": "EUR",
                     *               "amount": "118.54"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "comparison": {
                     *         "perHour": 0.573,
                     *         "previous": {
                     *           "from": "2026-10-01",
                     *           "to": "2026-10-31",
                     *           "total": 430.1,
                     *           "hoursMeasured": 745,
                     *           "perHour": 0.577,
                     *           "change": -0.041
                     *         },
                     *         "yearBefore": {
                     *           "from": "2026-10-01",
                     *           "to": "2026-10-31",
                     *           "total": 430.1,
                     *           "hoursMeasured": 745,
                     *           "perHour": 0.577,
                     *           "change": -0.041
                     *         },
                     *         "averageOfFour": {
                     *           "from": "2026-10-01",
                     *           "to": "2026-10-31",
                     *           "total": 430.1,
                     *           "hoursMeasured": 745,
                     *           "perHour": 0.577,
                     *           "change": -0.041,
                     *           "periods": 4
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description The id of the device.
                         */
                        deviceId: string;
                        /**
                         * @description What the device is.
                         * @example Heat pump, cellar
                         */
                        description: string;
                        /**
                         * @description Where it is installed.
                         * @example Grote Markt 1, 1000 Brussels
                         */
                        address: string;
                        /**
                         * @description The IANA time zone whose hours and days are the device’s.
                         * @example Europe/Brussels
                         */
                        timeZone: string;
                        /**
                         * @description The month, of the device’s time zone.
                         * @example 2026-11
                         */
                        month: string;
                        /**
                         * Format: date
                         * @description Its first day.
                         * @example 2026-11-01
                         */
                        from: string;
                        /**
                         * Format: date
                         * @description Its last day.
                         * @example 2026-11-30
                         */
                        to: string;
                        /** @description Whether the month has not ended, or hours of it have no readings yet. */
                        preliminary: boolean;
                        /**
                         * @description Whether the energy is drawn from the grid or fed into it.
                         * @enum {string}
                         */
                        flow: "consumption" | "production";
                        /**
                         * @description The unit of every energy here.
                         * @enum {string}
                         */
                        unit: "kWh";
                        /**
                         * @description The exact sum of its hours, in kWh; null where nothing was measured.
                         * @example 412.5
                         */
                        total: number | null;
                        /**
                         * @description The number of readings.
                         * @example 4320
                         */
                        readings: number;
                        /**
                         * @description The number of hours, those to come included.
                         * @example 720
                         */
                        hours: number;
                        /**
                         * @description The number of hours with readings.
                         * @example 719
                         */
                        hoursMeasured: number;
                        /**
                         * @description For clients: how many hours belong to another owner of a device, or to none; absent where none do.
                         * @example 24
                         */
                        hoursWithheld?: number;
                        /**
                         * @description How many hours have not begun; absent where none are to come.
                         * @example 12
                         */
                        hoursToCome?: number;
                        /**
                         * @description How many hours contain estimates; absent where none does.
                         * @example 3
                         */
                        hoursEstimated?: number;
                        /**
                         * @description How many hours have suspect readings, which are not counted; absent where none has.
                         * @example 1
                         */
                        hoursSuspect?: number;
                        /**
                         * @description Of how many hours a part is unknown, across a reset of a register; absent where none is.
                         * @example 1
                         */
                        hoursPartlyUnknown?: number;
                        /** @description By currency: the sum of the lines. */
                        costs: {
                            /**
                             * @description The currency (ISO 4217).
                             * @example EUR
                             */
                            currency: string;
                            /**
                             * @description The amount as an exact decimal; negative where production earns more.
                             * @example 118.54
                             */
                            amount: string;
                        }[];
                        /**
                         * @description With `cost`: how many measured hours have no price; absent where all have one.
                         * @example 24
                         */
                        hoursUnpriced?: number;
                        /** @description True where every hour that is not withheld has readings. */
                        complete: boolean;
                        /** @description The energy recorded since the first reading, in kWh, as far as it is the reader’s: `total` is the difference. */
                        recorded: {
                            /**
                             * @description At the start of the month.
                             * @example 1204.5
                             */
                            atStart: number;
                            /**
                             * @description At its end, or by now.
                             * @example 1617
                             */
                            atEnd: number;
                        };
                        /** @description The lines of the bill, in the order of the versions; of each, the tax comes last. */
                        lines: {
                            /**
                             * @description What is charged, or credited for production.
                             * @enum {string}
                             */
                            kind: "energy" | "credit" | "fixed-charge" | "tax";
                            /**
                             * @description The name of the tariff.
                             * @example Day and night
                             */
                            tariff: string;
                            /**
                             * Format: uuid
                             * @description The id of the tariff.
                             */
                            tariffId: string;
                            /**
                             * Format: date
                             * @description The first day of the version of the tariff.
                             * @example 2026-12-01
                             */
                            validFrom: string;
                            /**
                             * @description For energy: the name of the rate.
                             * @example Day
                             */
                            rate: string | null;
                            /**
                             * @description Where the price depends on the month’s energy: above how many kWh it applies.
                             * @example 0
                             */
                            tierAbove: number | null;
                            /**
                             * @description Where the price depends on the month’s energy: up to how many kWh it applies; null for the last tier.
                             * @example 200
                             */
                            tierUpTo: number | null;
                            /**
                             * @description For energy and credits, in kWh.
                             * @example 182.4
                             */
                            energy: number | null;
                            /**
                             * @description For fixed charges: the number of charged days.
                             * @example 30
                             */
                            days: number | null;
                            /**
                             * @description The price of 1 kWh, a day or a month, without tax; the percentage of a tax.
                             * @example 0.2874
                             */
                            price: string;
                            /**
                             * @description What the price is for; null for a tax.
                             * @enum {string|null}
                             */
                            per: "kWh" | "day" | "month" | null;
                            /**
                             * @description The currency (ISO 4217).
                             * @example EUR
                             */
                            currency: string;
                            /**
                             * @description The amount, rounded once to the smallest unit of the currency, half to even.
                             * @example 52.42
                             */
                            amount: string;
                        }[];
                        /** @description Every day of the month, in order. */
                        days: {
                            /**
                             * Format: date
                             * @description The day.
                             * @example 2026-11-22
                             */
                            day: string;
                            /**
                             * @description Its energy in kWh; null where nothing was measured.
                             * @example 14.4
                             */
                            total: number | null;
                            /**
                             * @description How many hours contain estimates; absent where none does.
                             * @example 3
                             */
                            hoursEstimated?: number;
                            /**
                             * @description How many hours have suspect readings, which are not counted; absent where none has.
                             * @example 1
                             */
                            hoursSuspect?: number;
                            /**
                             * @description Of how many hours a part is unknown, across a reset of a register; absent where none is.
                             * @example 1
                             */
                            hoursPartlyUnknown?: number;
                            /** @description Its exact costs, with six decimals. */
                            costs: {
                                /**
                                 * @description The currency (ISO 4217).
                                 * @example EUR
                                 */
                                currency: string;
                                /**
                                 * @description The amount as an exact decimal; negative where production earns more.
                                 * @example 118.54
                                 */
                                amount: string;
                            }[];
                        }[];
                        /** @description The energy of an hour in this range against that in others. */
                        comparison: {
                            /**
                             * @description The mean energy of a measured hour of the requested range, in kWh.
                             * @example 0.573
                             */
                            perHour: number | null;
                            /** @description The period before: as many days, or whole months before whole months. */
                            previous: {
                                /**
                                 * Format: date
                                 * @description The first day of the compared period.
                                 * @example 2026-10-01
                                 */
                                from: string;
                                /**
                                 * Format: date
                                 * @description The last day of the compared period.
                                 * @example 2026-10-31
                                 */
                                to: string;
                                /**
                                 * @description Its energy in kWh; null where nothing was measured.
                                 * @example 430.1
                                 */
                                total: number | null;
                                /**
                                 * @description The number of its hours with readings.
                                 * @example 745
                                 */
                                hoursMeasured: number;
                                /**
                                 * @description Its mean energy of a measured hour, in kWh.
                                 * @example 0.577
                                 */
                                perHour: number | null;
                                /**
                                 * @description The change of the requested period against it, by the mean energy of a measured hour: 0.1 is a tenth more. So days of 23 or 25 hours and missing hours distort nothing. Null where there is nothing to compare.
                                 * @example -0.041
                                 */
                                change: number | null;
                            };
                            /** @description The same period a year before; by week, 52 weeks before. */
                            yearBefore: {
                                /**
                                 * Format: date
                                 * @description The first day of the compared period.
                                 * @example 2026-10-01
                                 */
                                from: string;
                                /**
                                 * Format: date
                                 * @description The last day of the compared period.
                                 * @example 2026-10-31
                                 */
                                to: string;
                                /**
                                 * @description Its energy in kWh; null where nothing was measured.
                                 * @example 430.1
                                 */
                                total: number | null;
                                /**
                                 * @description The number of its hours with readings.
                                 * @example 745
                                 */
                                hoursMeasured: number;
                                /**
                                 * @description Its mean energy of a measured hour, in kWh.
                                 * @example 0.577
                                 */
                                perHour: number | null;
                                /**
                                 * @description The change of the requested period against it, by the mean energy of a measured hour: 0.1 is a tenth more. So days of 23 or 25 hours and missing hours distort nothing. Null where there is nothing to compare.
                                 * @example -0.041
                                 */
                                change: number | null;
                            };
                            /** @description The average of the four periods before, without those that have no readings. */
                            averageOfFour: {
                                /**
                                 * Format: date
                                 * @description The first day of the compared period.
                                 * @example 2026-10-01
                                 */
                                from: string;
                                /**
                                 * Format: date
                                 * @description The last day of the compared period.
                                 * @example 2026-10-31
                                 */
                                to: string;
                                /**
                                 * @description Its energy in kWh; null where nothing was measured.
                                 * @example 430.1
                                 */
                                total: number | null;
                                /**
                                 * @description The number of its hours with readings.
                                 * @example 745
                                 */
                                hoursMeasured: number;
                                /**
                                 * @description Its mean energy of a measured hour, in kWh.
                                 * @example 0.577
                                 */
                                perHour: number | null;
                                /**
                                 * @description The change of the requested period against it, by the mean energy of a measured hour: 0.1 is a tenth more. So days of 23 or 25 hours and missing hours distort nothing. Null where there is nothing to compare.
                                 * @example -0.041
                                 */
                                change: number | null;
                                /**
                                 * @description How many of the four periods have readings.
                                 * @example 4
                                 */
                                periods: number;
                            };
                        };
                    };
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The device or the tariff does not exist, or is another client’s. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStatementPdf: {
        parameters: {
            query?: {
                /**
                 * @description The month, of the device’s time zone; the current one by default.
                 * @example 2026-11
                 */
                month?: string;
                /** @description For administrators: the statement of this owner, with only the hours of that time. Clients receive only their own. */
                ownerId?: string;
                /** @description For administrators: a preview by this tariff in place of the assigned ones. */
                tariffId?: string;
                /**
                 * @description With `tariffId`: previews the version of this day for the whole month; by default, each day has the version that is valid on it.
                 * @example 2026-11-22
                 */
                validFrom?: string;
                /** @description The language of the document. */
                language?: "en" | "de";
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statement. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example %PDF-1.3 … */
                    "application/pdf": string;
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The device or the tariff does not exist, or is another client’s. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getForecast: {
        parameters: {
            query?: never;
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current month of a device, with a forecast of its end. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "month": "2026-11",
                     *       "unit": "kWh",
                     *       "daysOfHistory": 28,
                     *       "energySoFar": 286.2,
                     *       "costsSoFar": [
                     *         {
                     *           "currency": "EUR",
                     *           "amount": "118.54"
                     *         }
                     *       ],
                     *       "forecast": {
                     *         "energy": 391.4,
                     *         "energyLow": 380.2,
                     *         "energyHigh": 402.6,
                     *         "costs": [
                     *           {
                     *             "currency": "EUR",
                     *             "amount": "118.54"
                     *           }
                     *         ],
                     *         "costsLow": [
                     *           {
                     *             "currency": "EUR",
                     *             "amount": "118.54"
                     *           }
                     *         ],
                     *         "costsHigh": [
                     *           {
                     *             "currency": "EUR",
                     *             "amount": "118.54"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description The id of the device.
                         */
                        deviceId: string;
                        /**
                         * @description The current month of the device’s time zone.
                         * @example 2026-11
                         */
                        month: string;
                        /**
                         * @description The unit of every energy here.
                         * @enum {string}
                         */
                        unit: "kWh";
                        /**
                         * @description How many of the 28 days before today have readings. Less than 7 give no forecast.
                         * @example 28
                         */
                        daysOfHistory: number;
                        /**
                         * @description The energy of the month so far, in kWh.
                         * @example 286.2
                         */
                        energySoFar: number;
                        /** @description The billed costs of the days that have begun, by currency. */
                        costsSoFar: {
                            /**
                             * @description The currency (ISO 4217).
                             * @example EUR
                             */
                            currency: string;
                            /**
                             * @description The amount as an exact decimal; negative where production earns more.
                             * @example 118.54
                             */
                            amount: string;
                        }[];
                        /** @description An hour to come has the mean of the same hour of the same weekday in the 28 days before today. Four of five months should end within the interval, which follows from how much those days differed. Null with too few days, for a former owner, and for a decommissioned device. */
                        forecast: {
                            /**
                             * @description The expected energy of the month, in kWh.
                             * @example 391.4
                             */
                            energy: number;
                            /**
                             * @description The lower end of the interval.
                             * @example 380.2
                             */
                            energyLow: number;
                            /**
                             * @description The upper end of the interval.
                             * @example 402.6
                             */
                            energyHigh: number;
                            /** @description The expected costs of the month, by currency. */
                            costs: {
                                /**
                                 * @description The currency (ISO 4217).
                                 * @example EUR
                                 */
                                currency: string;
                                /**
                                 * @description The amount as an exact decimal; negative where production earns more.
                                 * @example 118.54
                                 */
                                amount: string;
                            }[];
                            /** @description The costs of the lower end. */
                            costsLow: {
                                /**
                                 * @description The currency (ISO 4217).
                                 * @example EUR
                                 */
                                currency: string;
                                /**
                                 * @description The amount as an exact decimal; negative where production earns more.
                                 * @example 118.54
                                 */
                                amount: string;
                            }[];
                            /** @description The costs of the higher end. */
                            costsHigh: {
                                /**
                                 * @description The currency (ISO 4217).
                                 * @example EUR
                                 */
                                currency: string;
                                /**
                                 * @description The amount as an exact decimal; negative where production earns more.
                                 * @example 118.54
                                 */
                                amount: string;
                            }[];
                        } | null;
                    };
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The device does not exist, or is another client’s. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSharedForecast: {
        parameters: {
            query?: {
                /** @description Only the devices that this user owns or owned, and only the hours of that time. Clients receive only their own. */
                ownerId?: string;
                /**
                 * @description Only devices that contain each of these words, ignoring case and accents.
                 * @example heat pump
                 */
                search?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current month of several devices, with a forecast. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "month": "2026-11",
                     *       "unit": "kWh",
                     *       "devices": 3,
                     *       "devicesWithoutForecast": 0,
                     *       "energySoFar": 286.2,
                     *       "costsSoFar": [
                     *         {
                     *           "currency": "EUR",
                     *           "amount": "118.54"
                     *         }
                     *       ],
                     *       "forecast": {
                     *         "energy": 391.4,
                     *         "energyLow": 380.2,
                     *         "energyHigh": 402.6,
                     *         "costs": [
                     *           {
                     *             "currency": "EUR",
                     *             "amount": "118.54"
                     *           }
                     *         ],
                     *         "costsLow": [
                     *           {
                     *             "currency": "EUR",
                     *             "amount": "118.54"
                     *           }
                     *         ],
                     *         "costsHigh": [
                     *           {
                     *             "currency": "EUR",
                     *             "amount": "118.54"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description The current month; where months have not ended in all time zones of the devices, the one that is ending.
                         * @example 2026-11
                         */
                        month: string;
                        /**
                         * @description The unit of every energy here.
                         * @enum {string}
                         */
                        unit: "kWh";
                        /**
                         * @description The number of devices.
                         * @example 3
                         */
                        devices: number;
                        /**
                         * @description How many of them have less than 7 days of readings, are in use no more, or belong to another client: they are expected to use and cost no more than so far.
                         * @example 0
                         */
                        devicesWithoutForecast: number;
                        /**
                         * @description The energy that was drawn from the grid so far, in kWh.
                         * @example 286.2
                         */
                        energySoFar: number;
                        /** @description The billed costs of the days that have begun, less credits, by currency. */
                        costsSoFar: {
                            /**
                             * @description The currency (ISO 4217).
                             * @example EUR
                             */
                            currency: string;
                            /**
                             * @description The amount as an exact decimal; negative where production earns more.
                             * @example 118.54
                             */
                            amount: string;
                        }[];
                        /** @description The sums of the forecasts of the devices. Energy is that drawn from the grid; costs contain the credits for what is fed into it. Devices deviate together at worst, so the ends of the interval are the sums of theirs. Null where no device has a forecast. */
                        forecast: {
                            /**
                             * @description The expected energy of the month, in kWh.
                             * @example 391.4
                             */
                            energy: number;
                            /**
                             * @description The lower end of the interval.
                             * @example 380.2
                             */
                            energyLow: number;
                            /**
                             * @description The upper end of the interval.
                             * @example 402.6
                             */
                            energyHigh: number;
                            /** @description The expected costs of the month, by currency. */
                            costs: {
                                /**
                                 * @description The currency (ISO 4217).
                                 * @example EUR
                                 */
                                currency: string;
                                /**
                                 * @description The amount as an exact decimal; negative where production earns more.
                                 * @example 118.54
                                 */
                                amount: string;
                            }[];
                            /** @description The costs of the lower end. */
                            costsLow: {
                                /**
                                 * @description The currency (ISO 4217).
                                 * @example EUR
                                 */
                                currency: string;
                                /**
                                 * @description The amount as an exact decimal; negative where production earns more.
                                 * @example 118.54
                                 */
                                amount: string;
                            }[];
                            /** @description The costs of the higher end. */
                            costsHigh: {
                                /**
                                 * @description The currency (ISO 4217).
                                 * @example EUR
                                 */
                                currency: string;
                                /**
                                 * @description The amount as an exact decimal; negative where production earns more.
                                 * @example 118.54
                                 */
                                amount: string;
                            }[];
                        } | null;
                    };
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTariffs: {
        parameters: {
            query?: never;
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tariffs": [
                     *         {
                     *           "id": "7d0e4f6a-3a8e-4d53-9a51-3c1f0a2b4c5d",
                     *           "name": "Day and night",
                     *           "currency": "EUR",
                     *           "versions": [
                     *             {
                     *               "validFrom": "2026-12-01",
                     *               "rates": [
                     *                 {
                     *                   "name": "Peak",
                     *                   "tiers": [
                     *                     {
                     *                       "upTo": 200,
                     *                       "price": "0.2874"
                     *                     }
                     *                   ]
                     *                 }
                     *               ],
                     *               "schedule": [
                     *                 {
                     *                   "days": [
                     *                     "monday"
                     *                   ],
                     *                   "from": "07:00",
                     *                   "to": "22:00",
                     *                   "rate": "Peak"
                     *                 }
                     *               ],
                     *               "holidays": [
                     *                 "2026-12-01"
                     *               ],
                     *               "fixedCharge": {
                     *                 "price": "8.5",
                     *                 "per": "day"
                     *               },
                     *               "taxPercent": "21",
                     *               "productionCredit": "0.06"
                     *             }
                     *           ],
                     *           "retired": false,
                     *           "revision": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description All tariffs by name, retired ones last. */
                        tariffs: components["schemas"]["Tariff"][];
                    };
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTariff: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Day and night",
                 *       "currency": "EUR"
                 *     }
                 */
                "application/json": {
                    /**
                     * one line of 1 to 100 characters
                     * @description Its name: one line of 1 to 100 characters, none of them invisible.
                     * @example Day and night
                     */
                    name: string;
                    /**
                     * the code of a currency by ISO 4217, such as EUR
                     * @description The code of the currency (ISO 4217) of every price.
                     * @example EUR
                     */
                    currency: string;
                };
            };
        };
        responses: {
            /** @description The tariff that was registered. */
            201: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The address of the new resource. */
                    Location?: string;
                    /** @description The revision, for `If-Match` in the next change. */
                    ETag?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7d0e4f6a-3a8e-4d53-9a51-3c1f0a2b4c5d",
                     *       "name": "Day and night",
                     *       "currency": "EUR",
                     *       "versions": [
                     *         {
                     *           "validFrom": "2026-12-01",
                     *           "rates": [
                     *             {
                     *               "name": "Peak",
                     *               "tiers": [
                     *                 {
                     *                   "upTo": 200,
                     *                   "price": "0.2874"
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "schedule": [
                     *             {
                     *               "days": [
                     *                 "monday"
                     *               ],
                     *               "from": "07:00",
                     *               "to": "22:00",
                     *               "rate": "Peak"
                     *             }
                     *           ],
                     *           "holidays": [
                     *             "2026-12-01"
                     *           ],
                     *           "fixedCharge": {
                     *             "price": "8.5",
                     *             "per": "day"
                     *           },
                     *           "taxPercent": "21",
                     *           "productionCredit": "0.06"
                     *         }
                     *       ],
                     *       "retired": false,
                     *       "revision": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tariff"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It was created by this key, and much happened to it since. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTariff: {
        parameters: {
            query?: never;
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prices by which the energy of devices is billed. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7d0e4f6a-3a8e-4d53-9a51-3c1f0a2b4c5d",
                     *       "name": "Day and night",
                     *       "currency": "EUR",
                     *       "versions": [
                     *         {
                     *           "validFrom": "2026-12-01",
                     *           "rates": [
                     *             {
                     *               "name": "Peak",
                     *               "tiers": [
                     *                 {
                     *                   "upTo": 200,
                     *                   "price": "0.2874"
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "schedule": [
                     *             {
                     *               "days": [
                     *                 "monday"
                     *               ],
                     *               "from": "07:00",
                     *               "to": "22:00",
                     *               "rate": "Peak"
                     *             }
                     *           ],
                     *           "holidays": [
                     *             "2026-12-01"
                     *           ],
                     *           "fixedCharge": {
                     *             "price": "8.5",
                     *             "per": "day"
                     *           },
                     *           "taxPercent": "21",
                     *           "productionCredit": "0.06"
                     *         }
                     *       ],
                     *       "retired": false,
                     *       "revision": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tariff"];
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The tariff does not exist. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retireTariff: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tariff is retired. */
            204: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such tariff. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Devices are billed by it, or others changed it again and again. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeviceHistory: {
        parameters: {
            query?: {
                /** @description The maximum number of entries. */
                limit?: number;
                /**
                 * @description The `next` of the previous page; the first page by default.
                 * @example 12
                 */
                after?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the history of a device, newest first. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "entries": [
                     *         {
                     *           "number": 3,
                     *           "revision": 2,
                     *           "type": "DeviceLimitChanged",
                     *           "at": "2026-11-22T17:41:03.518Z",
                     *           "actor": {
                     *             "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *             "name": "Ada",
                     *             "role": "client"
                     *           },
                     *           "changes": [
                     *             {
                     *               "field": "maxHourlyConsumption",
                     *               "from": 2.5,
                     *               "to": 2.5
                     *             }
                     *           ],
                     *           "correlationId": "0d9c3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50"
                     *         }
                     *       ],
                     *       "owners": [
                     *         {
                     *           "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "name": "Ada"
                     *         }
                     *       ],
                     *       "next": "WyJpZCIsIjVjMjQ5NGEzIl0"
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description The id of the device.
                         */
                        deviceId: string;
                        /** @description The events, newest first. */
                        entries: {
                            /**
                             * @description The number of the entry in this history, from 0.
                             * @example 3
                             */
                            number: number;
                            /**
                             * @description The revision after the event: of the device, or of the decisions about its readings.
                             * @example 2
                             */
                            revision: number;
                            /**
                             * @description The type of the event.
                             * @example DeviceLimitChanged
                             */
                            type: string;
                            /**
                             * Format: date-time
                             * @description When it was recorded (ISO 8601, UTC).
                             * @example 2026-11-22T17:41:03.518Z
                             */
                            at: string;
                            /** @description The author; null for the platform itself or an operator. */
                            actor: {
                                /**
                                 * Format: uuid
                                 * @description The user’s id.
                                 */
                                id: string;
                                /**
                                 * @description The user’s name, for a deleted user the last one; null where it is unknown.
                                 * @example Ada
                                 */
                                name: string | null;
                                /**
                                 * administrator or client
                                 * @description Administrators manage users and devices; clients own devices.
                                 * @example client
                                 * @enum {string}
                                 */
                                role: "administrator" | "client";
                            } | null;
                            /** @description The changed fields. */
                            changes: {
                                /**
                                 * @description A field of the device, or of a decision about its readings (`at`, `energy`, `replacement`, `from`, `to`, `method`, `reason`; energies in kWh).
                                 * @example maxHourlyConsumption
                                 */
                                field: string;
                                /**
                                 * @description The previous value; null where there was none.
                                 * @example 2.5
                                 */
                                from: string | number | null;
                                /**
                                 * @description The new value; null where there is none.
                                 * @example 2.5
                                 */
                                to: string | number | null;
                            }[];
                            /**
                             * @description The id of the request that led to it, as in the logs.
                             * @example 0d9c3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50
                             */
                            correlationId: string;
                        }[];
                        /** @description The users whose ids are `ownerId` values in the changes. */
                        owners: {
                            /**
                             * Format: uuid
                             * @description The user’s id.
                             */
                            id: string;
                            /**
                             * @description The user’s name.
                             * @example Ada
                             */
                            name: string;
                        }[];
                        /**
                         * @description The `after` of the next page; null on the last one.
                         * @example WyJpZCIsIjVjMjQ5NGEzIl0
                         */
                        next: string | null;
                    };
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The device does not exist. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The events are unavailable, or the read models are behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listGaps: {
        parameters: {
            query?: {
                /**
                 * @description The first day, in the time zone of each device; by default six days before the last.
                 * @example 2026-11-22
                 */
                from?: string;
                /**
                 * @description The last day, 61 days after the first at most; today by default.
                 * @example 2026-11-22
                 */
                to?: string;
                /** @description Only gaps with missing readings, or only those with suspect ones. */
                kind?: "missing" | "suspect";
                /**
                 * @description Only devices that contain each of these words, ignoring case and accents.
                 * @example heat pump
                 */
                search?: string;
                /** @description Only the devices of this user. */
                ownerId?: string;
                /** @description The number of gaps after which a page ends; those of a device are never divided. A page may have fewer or none and still a next one: it ends after an amount of work. */
                limit?: number;
                /**
                 * @description The `next` of the previous page; the first page by default.
                 * @example WyJpZCIsIjVjMjQ5NGEzIl0
                 */
                after?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gaps of all devices. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": "2026-11-16",
                     *       "to": "2026-11-22",
                     *       "gaps": [
                     *         {
                     *           "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "from": "2026-11-22T12:00:00.000Z",
                     *           "to": "2026-11-22T12:00:00.000Z",
                     *           "hours": 3,
                     *           "missing": 14,
                     *           "suspect": 0
                     *         }
                     *       ],
                     *       "devices": [
                     *         {
                     *           "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "description": "Heat pump, cellar",
                     *           "address": "Grote Markt 1, 1000 Brussels",
                     *           "timeZone": "Europe/Brussels"
                     *         }
                     *       ],
                     *       "next": "WyJpZCIsIjVjMjQ5NGEzIl0"
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: date
                         * @description The first day of the range.
                         * @example 2026-11-16
                         */
                        from: string;
                        /**
                         * Format: date
                         * @description The last day of the range.
                         * @example 2026-11-22
                         */
                        to: string;
                        /** @description By device, then in the order of time. */
                        gaps: components["schemas"]["Gap"][];
                        /** @description The devices of the gaps. */
                        devices: {
                            /**
                             * Format: uuid
                             * @description The id of the device.
                             * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                             */
                            id: string;
                            /**
                             * @description What it is.
                             * @example Heat pump, cellar
                             */
                            description: string;
                            /**
                             * @description Where it is installed.
                             * @example Grote Markt 1, 1000 Brussels
                             */
                            address: string;
                            /**
                             * @description The IANA time zone whose hours and days are the device’s.
                             * @example Europe/Brussels
                             */
                            timeZone: string;
                        }[];
                        /**
                         * @description The `after` of the next page; null on the last one.
                         * @example WyJpZCIsIjVjMjQ5NGEzIl0
                         */
                        next: string | null;
                    };
                };
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeviceGaps: {
        parameters: {
            query?: {
                /**
                 * @description The first day, in the time zone of each device; by default six days before the last.
                 * @example 2026-11-22
                 */
                from?: string;
                /**
                 * @description The last day, 61 days after the first at most; today by default.
                 * @example 2026-11-22
                 */
                to?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gaps and suspect readings of a device. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "timeZone": "Europe/Brussels",
                     *       "from": "2026-11-16",
                     *       "to": "2026-11-22",
                     *       "gaps": [
                     *         {
                     *           "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "from": "2026-11-22T12:00:00.000Z",
                     *           "to": "2026-11-22T12:00:00.000Z",
                     *           "hours": 3,
                     *           "missing": 14,
                     *           "suspect": 0
                     *         }
                     *       ],
                     *       "suspectReadings": [
                     *         {
                     *           "at": "2026-11-22T12:00:00.000Z",
                     *           "energy": 4294967.296
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description The id of the device.
                         * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                         */
                        deviceId: string;
                        /**
                         * @description The IANA time zone whose hours and days are the device’s.
                         * @example Europe/Brussels
                         */
                        timeZone: string;
                        /**
                         * Format: date
                         * @description The first day of the range.
                         * @example 2026-11-16
                         */
                        from: string;
                        /**
                         * Format: date
                         * @description The last day of the range.
                         * @example 2026-11-22
                         */
                        to: string;
                        /** @description By device, then in the order of time. */
                        gaps: components["schemas"]["Gap"][];
                        /** @description The readings of the range that are not counted until someone decides. */
                        suspectReadings: {
                            /**
                             * Format: date-time
                             * @description The timestamp of the reading (ISO 8601, UTC).
                             * @example 2026-11-22T12:00:00.000Z
                             */
                            at: string;
                            /**
                             * @description In kWh.
                             * @example 4294967.296
                             */
                            energy: number;
                        }[];
                    };
                };
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The device does not exist. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAlerts: {
        parameters: {
            query?: {
                /** @description The maximum number of alerts. */
                limit?: number;
                /**
                 * @description The `next` of the page before; the first page without it.
                 * @example 1042
                 */
                after?: string;
                /** @description Only the alerts of this device. */
                deviceId?: string;
                /** @description Only the alerts addressed to this user. Clients receive only their own. */
                ownerId?: string;
                /**
                 * @description Only alerts of hours that start at this instant or later (ISO 8601 with an offset), and of budgets raised in them.
                 * @example 2026-11-22T00:00:00Z
                 */
                from?: string;
                /**
                 * @description Only alerts of hours that start before this instant (ISO 8601 with an offset), and of budgets raised in them.
                 * @example 2026-11-22T00:00:00Z
                 */
                to?: string;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the alerts, newest first. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alerts": [
                     *         {
                     *           "kind": "hour",
                     *           "id": "c3f1a2d4-6f0e-5b7c-9a1d-2e3f4a5b6c7d",
                     *           "number": 1042,
                     *           "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *           "description": "Heat pump, cellar",
                     *           "ownerId": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *           "hour": "2026-11-22T17:00:00.000Z",
                     *           "end": "2026-11-22T18:00:00.000Z",
                     *           "timeZone": "Europe/Brussels",
                     *           "day": "2026-11-22",
                     *           "label": "18:00",
                     *           "offset": "+01:00",
                     *           "ambiguous": false,
                     *           "limit": 2.5,
                     *           "total": 2.75,
                     *           "exceeded": false,
                     *           "estimated": false,
                     *           "raisedAt": "2026-11-22T17:41:03.518Z",
                     *           "late": false,
                     *           "seen": false
                     *         }
                     *       ],
                     *       "next": "WyJpZCIsIjVjMjQ5NGEzIl0",
                     *       "unseen": 3
                     *     }
                     */
                    "application/json": {
                        alerts: (components["schemas"]["Alert"] | components["schemas"]["BudgetAlert"])[];
                        /**
                         * @description The `after` of the next page; null on the last one.
                         * @example WyJpZCIsIjVjMjQ5NGEzIl0
                         */
                        next: string | null;
                        /**
                         * @description The number of unseen alerts, independent of this page: of those addressed to a client, of all for an administrator. Late alerts are not counted.
                         * @example 3
                         */
                        unseen: number;
                    };
                };
            };
            /** @description Not modified: `If-None-Match` names the current `ETag`. */
            304: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOverview: {
        parameters: {
            query?: {
                /** @description The minutes without a reading after which a meter is silent. */
                silentAfter?: number;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of the platform. Null parts are unavailable, or not counted yet where `missing` does not list them. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "at": "2026-11-22T17:41:03.518Z",
                     *       "readings": {
                     *         "perSecond": 167.2,
                     *         "projectors": 1
                     *       },
                     *       "recording": {
                     *         "count": 3,
                     *         "isAll": false
                     *       },
                     *       "projecting": {
                     *         "count": 3,
                     *         "isAll": false,
                     *         "behindSeconds": 0
                     *       },
                     *       "deadLetters": {
                     *         "count": 3,
                     *         "isAll": false,
                     *         "reasons": [
                     *           {
                     *             "reason": "device-unknown",
                     *             "count": 1
                     *           }
                     *         ]
                     *       },
                     *       "alerts": {
                     *         "count": 3,
                     *         "isAll": false,
                     *         "since": "2026-11-22T17:41:03.518Z",
                     *         "byHour": [
                     *           {
                     *             "hour": "2026-11-22T17:41:03.518Z",
                     *             "count": 1
                     *           }
                     *         ],
                     *         "newest": [
                     *           {
                     *             "kind": "hour",
                     *             "id": "c3f1a2d4-6f0e-5b7c-9a1d-2e3f4a5b6c7d",
                     *             "number": 1042,
                     *             "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *             "description": "Heat pump, cellar",
                     *             "ownerId": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *             "hour": "2026-11-22T17:00:00.000Z",
                     *             "end": "2026-11-22T18:00:00.000Z",
                     *             "timeZone": "Europe/Brussels",
                     *             "day": "2026-11-22",
                     *             "label": "18:00",
                     *             "offset": "+01:00",
                     *             "ambiguous": false,
                     *             "limit": 2.5,
                     *             "total": 2.75,
                     *             "exceeded": false,
                     *             "estimated": false,
                     *             "raisedAt": "2026-11-22T17:41:03.518Z",
                     *             "late": false,
                     *             "seen": false
                     *           }
                     *         ]
                     *       },
                     *       "meters": {
                     *         "at": "2026-11-22T17:41:03.518Z",
                     *         "inUse": 1,
                     *         "decommissioned": 1,
                     *         "silent": 1,
                     *         "neverHeard": 1,
                     *         "quietest": [
                     *           {
                     *             "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *             "description": "Heat pump, cellar",
                     *             "owner": {
                     *               "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *               "name": "Ada"
                     *             },
                     *             "lastReadingAt": "2026-11-22T17:41:03.518Z"
                     *           }
                     *         ]
                     *       },
                     *       "load": {
                     *         "hours": [
                     *           {
                     *             "start": "2026-11-22T17:41:03.518Z",
                     *             "energy": 1284.5,
                     *             "weekBefore": 1284.5
                     *           }
                     *         ],
                     *         "largest": {
                     *           "start": "2026-11-22T17:41:03.518Z",
                     *           "devices": [
                     *             {
                     *               "deviceId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *               "description": "Heat pump, cellar",
                     *               "owner": {
                     *                 "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *                 "name": "Ada"
                     *               },
                     *               "energy": 4.25,
                     *               "maxHourlyConsumption": 2.5
                     *             }
                     *           ]
                     *         }
                     *       },
                     *       "users": {
                     *         "administrators": 1,
                     *         "clients": 1
                     *       },
                     *       "missing": [
                     *         {
                     *           "parts": [
                     *             "recording"
                     *           ],
                     *           "because": "the queue is unavailable"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description The time of this state (ISO 8601, UTC).
                         * @example 2026-11-22T17:41:03.518Z
                         */
                        at: string;
                        readings: {
                            /**
                             * @description Readings recorded per second, over the last seconds.
                             * @example 167.2
                             */
                            perSecond: number;
                            /** @description The number of projectors that record them. */
                            projectors: number;
                        } | null;
                        recording: {
                            /**
                             * @description The number of measurements in the queue.
                             * @example 3
                             */
                            count: number;
                            /** @description False where there are more than `count`. */
                            isAll: boolean;
                        } | null;
                        projecting: {
                            /**
                             * @description The number of events not projected yet.
                             * @example 3
                             */
                            count: number;
                            /** @description False where there are more than `count`. */
                            isAll: boolean;
                            /**
                             * @description The age of the oldest of them, in seconds.
                             * @example 0
                             */
                            behindSeconds: number;
                        } | null;
                        deadLetters: {
                            /**
                             * @description The number of dead letters.
                             * @example 3
                             */
                            count: number;
                            /** @description False where there are more than `count`. */
                            isAll: boolean;
                            /** @description The reasons of the oldest of them, the most frequent first. */
                            reasons: {
                                /**
                                 * @description The reason, as a code.
                                 * @example device-unknown
                                 */
                                reason: string;
                                count: number;
                            }[];
                        } | null;
                        alerts: {
                            /**
                             * @description The number of alerts of hours of the last day.
                             * @example 3
                             */
                            count: number;
                            /** @description False where there are more than `count`. */
                            isAll: boolean;
                            /**
                             * Format: date-time
                             * @description The earliest start of their hours (ISO 8601, UTC).
                             * @example 2026-11-22T17:41:03.518Z
                             */
                            since: string;
                            /** @description The number of alerts of each hour that has any, in order. */
                            byHour: {
                                /**
                                 * Format: date-time
                                 * @description The start of the hour (ISO 8601, UTC).
                                 * @example 2026-11-22T17:41:03.518Z
                                 */
                                hour: string;
                                count: number;
                            }[];
                            /** @description The newest of them, newest first. */
                            newest: components["schemas"]["Alert"][];
                        } | null;
                        meters: {
                            /**
                             * Format: date-time
                             * @description The time of the count, which is refreshed every few seconds on request (ISO 8601, UTC).
                             * @example 2026-11-22T17:41:03.518Z
                             */
                            at: string;
                            /** @description Devices in use. */
                            inUse: number;
                            /** @description Decommissioned devices. */
                            decommissioned: number;
                            /** @description Devices in use with readings, but none for `silentAfter` minutes. */
                            silent: number;
                            /** @description Devices in use without any reading. */
                            neverHeard: number;
                            /** @description The silent ones, longest silent first, and then those without any reading: at most 100. */
                            quietest: {
                                /**
                                 * Format: uuid
                                 * @description The id of the device.
                                 */
                                deviceId: string;
                                /**
                                 * @description The description of the device.
                                 * @example Heat pump, cellar
                                 */
                                description: string;
                                /** @description The owner; null where there is none. */
                                owner: {
                                    /** Format: uuid */
                                    id: string;
                                    /** @example Ada */
                                    name: string | null;
                                } | null;
                                /**
                                 * Format: date-time
                                 * @description The timestamp of its newest reading (ISO 8601, UTC); null where there is none.
                                 */
                                lastReadingAt: string | null;
                            }[];
                        } | null;
                        load: {
                            /** @description The last 24 hours, the running one last. */
                            hours: {
                                /**
                                 * Format: date-time
                                 * @description The start of the hour (ISO 8601, UTC).
                                 * @example 2026-11-22T17:41:03.518Z
                                 */
                                start: string;
                                /**
                                 * @description The energy of all devices that measure consumption in the hour, in kWh; null without readings.
                                 * @example 1284.5
                                 */
                                energy: number | null;
                                /**
                                 * @description Their energy in the hour 168 hours before, in kWh; null without readings.
                                 * @example 1284.5
                                 */
                                weekBefore: number | null;
                            }[];
                            /** @description The devices that consumed most in the running hour, or in the one before until 15 minutes into an hour: at most 5. */
                            largest: {
                                /**
                                 * Format: date-time
                                 * @description The start of the hour (ISO 8601, UTC).
                                 * @example 2026-11-22T17:41:03.518Z
                                 */
                                start: string;
                                devices: {
                                    /**
                                     * Format: uuid
                                     * @description The id of the device.
                                     */
                                    deviceId: string;
                                    /**
                                     * @description The description of the device.
                                     * @example Heat pump, cellar
                                     */
                                    description: string;
                                    /** @description The owner; null where there is none. */
                                    owner: {
                                        /** Format: uuid */
                                        id: string;
                                        /** @example Ada */
                                        name: string | null;
                                    } | null;
                                    /**
                                     * @description In kWh.
                                     * @example 4.25
                                     */
                                    energy: number;
                                    /**
                                     * @description The limit of an hour, in kWh.
                                     * @example 2.5
                                     */
                                    maxHourlyConsumption: number;
                                }[];
                            };
                        } | null;
                        users: {
                            administrators: number;
                            clients: number;
                        } | null;
                        /** @description The unavailable parts and the reasons. */
                        missing: {
                            /** @description The fields of this document that are null for this reason. */
                            parts: string[];
                            /**
                             * @description The reason, as a sentence for operators.
                             * @example the queue is unavailable
                             */
                            because: string;
                        }[];
                    };
                };
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openLive: {
        parameters: {
            query?: {
                /**
                 * @description The number of the last alert received, or 0: alerts since then come first. Without it, alerts start with the next one.
                 * @example 1042
                 */
                after?: number;
            };
            header?: {
                /** @description The position that a command replied, or those of up to eight commands, separated by commas: the answer then includes what they saved, or is 503 after 2 s. An unknown position is refused. */
                "energy-position"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The WebSocket is open. */
            101: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists the faults. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request does not ask for a WebSocket. */
            426: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAsyncApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An AsyncAPI document. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request has parameters, but this route takes none. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refreshToken": "kWcJ0Yx3Qn5b"
                 *     }
                 */
                "application/json": {
                    /**
                     * a refresh token
                     * @description The refresh token from the body of the sign-in or the last refresh.
                     * @example kWcJ0Yx3Qn5b
                     */
                    refreshToken?: string;
                } | null;
            };
        };
        responses: {
            /** @description The session, with its tokens as cookies or in the body. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "id": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *         "name": "Ada",
                     *         "role": "client"
                     *       },
                     *       "mustChangePassword": false,
                     *       "expiresAt": "2026-11-22T13:10:00.000Z",
                     *       "accessToken": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                     *       "refreshToken": "eyJhbGciOiJFZERTQSJ9.e30.c2ln"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request comes from a page of another site. */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request comes from a page of another site. */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller has no such session: it has ended, or is another user’s. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "a long and quiet winter evening",
                 *       "newPassword": "a long and quiet winter evening",
                 *       "delivery": "cookies"
                 *     }
                 */
                "application/json": {
                    /**
                     * a text of 1 to 1000 characters
                     * @description The current password. It may be absent in a session that a one-time password started.
                     * @example a long and quiet winter evening
                     */
                    currentPassword?: string;
                    /**
                     * a text of 1 to 1000 characters
                     * @description The new password: at least 15 characters, and not easy to guess. A refusal has the rule as its `code`: `password-too-short`, `password-too-long`, `password-malformed`, `password-common`, `password-is-name` or `password-unchanged`.
                     * @example a long and quiet winter evening
                     */
                    newPassword: string;
                    /**
                     * cookies or body
                     * @description The delivery of the tokens: as HttpOnly cookies (for browsers, the default), or in the body (for programs, which send the access token as `Authorization: Bearer`).
                     * @enum {string}
                     */
                    delivery?: "cookies" | "body";
                };
            };
        };
        responses: {
            /** @description The session, with its tokens as cookies or in the body. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "id": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *         "name": "Ada",
                     *         "role": "client"
                     *       },
                     *       "mustChangePassword": false,
                     *       "expiresAt": "2026-11-22T13:10:00.000Z",
                     *       "accessToken": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                     *       "refreshToken": "eyJhbGciOiJFZERTQSJ9.e30.c2ln"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request comes from a page of another site. */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user was deleted, or the password was changed at the same time. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts: retry after `Retry-After` (`too-many-attempts`). After 100 wrong passwords in a row, 90 from browsers that the user has not signed in with, the password must be reset (`sign-in-locked`). */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proveSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "a long and quiet winter evening"
                 *     }
                 */
                "application/json": {
                    /**
                     * a text of 1 to 1000 characters
                     * @description The user’s password.
                     * @example a long and quiet winter evening
                     */
                    password: string;
                };
            };
        };
        responses: {
            /** @description A fresh proof of the password. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "expiresAt": "2026-11-22T13:05:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Proof"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request comes from a page of another site. */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user was deleted. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts: retry after `Retry-After` (`too-many-attempts`). After 100 wrong passwords in a row, 90 from browsers that the user has not signed in with, the password must be reset (`sign-in-locked`). */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A password for one sign-in. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "oneTimePassword": "k7m2p-x9q4r-hd3wn-8tz6c",
                     *       "expiresAt": "2026-11-25T13:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["OneTimePassword"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user does not exist. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user is deleted, or concurrent changes prevented the command. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceMeter: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "replacedAt": "2026-11-22T09:25:00.000Z",
                 *       "finalReading": 13423.8,
                 *       "firstReading": 0,
                 *       "reason": "Calibration expired",
                 *       "serialNumber": "1SAG1100012345",
                 *       "registerDigits": 6
                 *     }
                 */
                "application/json": {
                    /**
                     * an instant in ISO 8601 with its offset from UTC
                     * @description When the meter was replaced. Readings from then on are those of the new meter.
                     * @example 2026-11-22T09:25:00.000Z
                     */
                    replacedAt: string;
                    /**
                     * a number of at least 0
                     * @description The last register of the old meter, in the unit of the device.
                     * @example 13423.8
                     */
                    finalReading: number;
                    /**
                     * a number of at least 0
                     * @description The first register of the new meter, in the unit of the device.
                     * @example 0
                     */
                    firstReading: number;
                    /**
                     * one line of 1 to 500 characters
                     * @description Why it was replaced.
                     * @example Calibration expired
                     */
                    reason: string;
                    /**
                     * one line of 1 to 64 characters
                     * @description The serial number of the new meter; unchanged if absent.
                     * @example 1SAG1100012345
                     */
                    serialNumber?: string;
                    /**
                     * a whole number from 1 to 9
                     * @description The digits of the new meter before the decimal point; unchanged if absent.
                     * @example 6
                     */
                    registerDigits?: number;
                };
            };
        };
        responses: {
            /** @description The device after the change. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The revision, for `If-Match` in the next change. */
                    ETag?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "description": "Heat pump, cellar",
                     *       "address": "Grote Markt 1, 1000 Brussels",
                     *       "maxHourlyConsumption": 2.5,
                     *       "timeZone": "Europe/Brussels",
                     *       "reads": "interval",
                     *       "intervalMinutes": 10,
                     *       "stampedAt": "start",
                     *       "flow": "consumption",
                     *       "medium": "electricity",
                     *       "unit": "kWh",
                     *       "replacements": [
                     *         {
                     *           "replacedAt": "2026-11-22T09:25:00.000Z",
                     *           "finalReading": 13423.8,
                     *           "firstReading": 0,
                     *           "reason": "Calibration expired"
                     *         }
                     *       ],
                     *       "kWhPerCubicMetre": [
                     *         {
                     *           "validFrom": "2026-01-01",
                     *           "factor": 11.2
                     *         }
                     *       ],
                     *       "maxPower": 10,
                     *       "registerDigits": 6,
                     *       "serialNumber": "1SAG1100012345",
                     *       "installedOn": "2026-11-22",
                     *       "ownerId": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *       "tariffs": [
                     *         {
                     *           "from": "2026-12-01",
                     *           "tariffId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2"
                     *         }
                     *       ],
                     *       "revision": 0,
                     *       "decommissionedAt": "2026-11-22T13:00:00.000Z",
                     *       "former": false,
                     *       "ownedPeriods": [
                     *         {
                     *           "from": "2026-11-22T13:00:00.000Z",
                     *           "until": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such device. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It reads intervals or was decommissioned, its meter was replaced at this instant already, a recorded register contradicts the readings, another device has the serial number, or others changed it again and again. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    assignDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50"
                 *     }
                 */
                "application/json": {
                    /**
                     * a UUID
                     * Format: uuid
                     * @description The id of the client who is to own it.
                     * @example 0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50
                     */
                    userId: string;
                };
            };
        };
        responses: {
            /** @description The device after the change. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The revision, for `If-Match` in the next change. */
                    ETag?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "description": "Heat pump, cellar",
                     *       "address": "Grote Markt 1, 1000 Brussels",
                     *       "maxHourlyConsumption": 2.5,
                     *       "timeZone": "Europe/Brussels",
                     *       "reads": "interval",
                     *       "intervalMinutes": 10,
                     *       "stampedAt": "start",
                     *       "flow": "consumption",
                     *       "medium": "electricity",
                     *       "unit": "kWh",
                     *       "replacements": [
                     *         {
                     *           "replacedAt": "2026-11-22T09:25:00.000Z",
                     *           "finalReading": 13423.8,
                     *           "firstReading": 0,
                     *           "reason": "Calibration expired"
                     *         }
                     *       ],
                     *       "kWhPerCubicMetre": [
                     *         {
                     *           "validFrom": "2026-01-01",
                     *           "factor": 11.2
                     *         }
                     *       ],
                     *       "maxPower": 10,
                     *       "registerDigits": 6,
                     *       "serialNumber": "1SAG1100012345",
                     *       "installedOn": "2026-11-22",
                     *       "ownerId": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *       "tariffs": [
                     *         {
                     *           "from": "2026-12-01",
                     *           "tariffId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2"
                     *         }
                     *       ],
                     *       "revision": 0,
                     *       "decommissionedAt": "2026-11-22T13:00:00.000Z",
                     *       "former": false,
                     *       "ownedPeriods": [
                     *         {
                     *           "from": "2026-11-22T13:00:00.000Z",
                     *           "until": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such device. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no client with this id, or the device was decommissioned, or others changed it again and again. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unassignDevice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device has no owner. */
            204: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such device. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Others changed it again and again. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    assignTariff: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "tariffId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                 *       "from": "2026-12-01"
                 *     }
                 */
                "application/json": {
                    /**
                     * a UUID, or null
                     * Format: uuid
                     * @description The id of the tariff; null for none from that day on.
                     */
                    tariffId: string | null;
                    /**
                     * a day of the calendar from 2000 to 2100, written like 2026-12-01
                     * Format: date
                     * @description The first local day of the device on which it applies, in the running month at the earliest. An earlier day is taken where no month that has ended has a tariff yet. Assignments that begin on this day or later are replaced.
                     * @example 2026-12-01
                     */
                    from: string;
                };
            };
        };
        responses: {
            /** @description The device after the change. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The revision, for `If-Match` in the next change. */
                    ETag?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2",
                     *       "description": "Heat pump, cellar",
                     *       "address": "Grote Markt 1, 1000 Brussels",
                     *       "maxHourlyConsumption": 2.5,
                     *       "timeZone": "Europe/Brussels",
                     *       "reads": "interval",
                     *       "intervalMinutes": 10,
                     *       "stampedAt": "start",
                     *       "flow": "consumption",
                     *       "medium": "electricity",
                     *       "unit": "kWh",
                     *       "replacements": [
                     *         {
                     *           "replacedAt": "2026-11-22T09:25:00.000Z",
                     *           "finalReading": 13423.8,
                     *           "firstReading": 0,
                     *           "reason": "Calibration expired"
                     *         }
                     *       ],
                     *       "kWhPerCubicMetre": [
                     *         {
                     *           "validFrom": "2026-01-01",
                     *           "factor": 11.2
                     *         }
                     *       ],
                     *       "maxPower": 10,
                     *       "registerDigits": 6,
                     *       "serialNumber": "1SAG1100012345",
                     *       "installedOn": "2026-11-22",
                     *       "ownerId": "0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50",
                     *       "tariffs": [
                     *         {
                     *           "from": "2026-12-01",
                     *           "tariffId": "5c2494a3-1140-4c7a-991a-a1a2561c6bc2"
                     *         }
                     *       ],
                     *       "revision": 0,
                     *       "decommissionedAt": "2026-11-22T13:00:00.000Z",
                     *       "former": false,
                     *       "ownedPeriods": [
                     *         {
                     *           "from": "2026-11-22T13:00:00.000Z",
                     *           "until": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such device. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no tariff with this id, or it was retired, or the device was decommissioned, or others changed it again and again. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reviewReading: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "accept",
                 *       "at": "2026-11-22T12:10:00.000Z",
                 *       "energy": 12.5,
                 *       "replacement": 12.5,
                 *       "reason": "Confirmed by a photograph of the meter"
                 *     }
                 */
                "application/json": {
                    /**
                     * one of accept, reject, replace
                     * @description Whether the reading counts, does not count, or is replaced by another energy.
                     * @example accept
                     * @enum {string}
                     */
                    decision: "accept" | "reject" | "replace";
                    /**
                     * an instant such as 2026-11-22T12:10:00.000Z
                     * Format: date-time
                     * @description The timestamp of the reading (ISO 8601, UTC).
                     * @example 2026-11-22T12:10:00.000Z
                     */
                    at: string;
                    /**
                     * a number of kWh from 0 to 9,007,199
                     * @description The energy of the reading that was reviewed, in kWh.
                     * @example 12.5
                     */
                    energy: number;
                    /**
                     * a number of kWh from 0 to 9,007,199
                     * @description The energy that counts in its place, in kWh.
                     * @example 12.5
                     */
                    replacement?: number;
                    /**
                     * one line of 1 to 500 characters
                     * @description Why it was decided: one line of 1 to 500 characters.
                     * @example Confirmed by a photograph of the meter
                     */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description It is decided. */
            204: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such device, or no reading of this timestamp. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The reading was corrected, or counts already, or the device was decommissioned. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    estimateGap: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": "2026-11-22T12:00:00.000Z",
                 *       "to": "2026-11-22T15:00:00.000Z",
                 *       "method": "linear",
                 *       "reason": "Confirmed by a photograph of the meter"
                 *     }
                 */
                "application/json": {
                    /**
                     * the start of an hour such as 2026-11-22T12:00:00.000Z
                     * Format: date-time
                     * @description The start of the first hour (ISO 8601, UTC).
                     * @example 2026-11-22T12:00:00.000Z
                     */
                    from: string;
                    /**
                     * the end of an hour such as 2026-11-22T15:00:00.000Z
                     * Format: date-time
                     * @description The end of the last hour (ISO 8601, UTC).
                     * @example 2026-11-22T15:00:00.000Z
                     */
                    to: string;
                    /**
                     * one of linear, profile
                     * @description By a line between the readings before and after the gap, or by the mean of the same weekday and hour in the four weeks before.
                     * @example linear
                     * @enum {string}
                     */
                    method: "linear" | "profile";
                    /**
                     * one line of 1 to 500 characters
                     * @description Why it was decided: one line of 1 to 500 characters.
                     * @example Confirmed by a photograph of the meter
                     */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description The gap is estimated. */
            204: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such device. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description An hour has all its readings, or nothing is known to estimate it by, or the device was decommissioned. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publishTariffVersion: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
                /**
                 * @description The revision to change. At any other revision, nothing changes (412).
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /** @description The id of the tariff, a UUID. */
                id: string;
                /**
                 * @description The first local day of the version.
                 * @example 2026-12-01
                 */
                validFrom: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rates": [
                 *         {
                 *           "name": "Peak",
                 *           "tiers": [
                 *             {
                 *               "upTo": 200,
                 *               "price": "0.2874"
                 *             }
                 *           ]
                 *         }
                 *       ],
                 *       "schedule": [
                 *         {
                 *           "days": [
                 *             "monday"
                 *           ],
                 *           "from": "07:00",
                 *           "to": "22:00",
                 *           "rate": "Peak"
                 *         }
                 *       ],
                 *       "holidays": [
                 *         "2026-12-01"
                 *       ],
                 *       "fixedCharge": {
                 *         "price": "8.5",
                 *         "per": "day"
                 *       },
                 *       "taxPercent": "21",
                 *       "productionCredit": "0.06"
                 *     }
                 */
                "application/json": {
                    /**
                     * a list of 1 to 12 rates
                     * @description The prices of energy.
                     */
                    rates: {
                        /**
                         * one line of 1 to 50 characters
                         * @description The name of the rate on bills.
                         * @example Peak
                         */
                        name: string;
                        /**
                         * a list of 1 to 10 tiers
                         * @description The prices, lowest tier first; a single one where the price is always the same.
                         */
                        tiers: {
                            /**
                             * a number of kWh greater than 0
                             * @description The energy of the device in the month, over all rates, at which the tier ends, in kWh; the last tier has none.
                             * @example 200
                             */
                            upTo?: number;
                            /**
                             * a price such as "0.2874", with up to 9 digits and 8 decimals
                             * @description The price of 1 kWh, without tax.
                             * @example 0.2874
                             */
                            price: string;
                        }[];
                    }[];
                    /**
                     * a list of 1 to 100 entries
                     * @description The rate of every hour of a week, without overlaps or gaps. Holidays have those of their weekday unless entries for `holiday` cover the day. Not needed with one rate.
                     */
                    schedule?: {
                        /**
                         * a list of weekdays
                         * @description The weekdays that it applies to; `holiday` for the holidays.
                         */
                        days: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday" | "holiday")[];
                        /**
                         * a full hour such as 07:00
                         * @description The full hour of local time at which it begins.
                         * @example 07:00
                         */
                        from: string;
                        /**
                         * a full hour such as 07:00
                         * @description The full hour of local time at which it ends; 24:00 at the end of the day.
                         * @example 22:00
                         */
                        to: string;
                        /**
                         * the name of a rate
                         * @description The name of the rate.
                         * @example Peak
                         */
                        rate: string;
                    }[];
                    /**
                     * a list of up to 366 days
                     * @description The local days that are holidays.
                     */
                    holidays?: string[];
                    /**
                     * an object with `price` and `per`
                     * @description Charged apart from the energy, for devices that consume.
                     */
                    fixedCharge?: {
                        /**
                         * a price such as "0.2874", with up to 9 digits and 8 decimals
                         * @description The charge, without tax.
                         * @example 8.5
                         */
                        price: string;
                        /**
                         * one of day, month
                         * @description What it is charged for. A part of a month is charged by its days.
                         * @enum {string}
                         */
                        per: "day" | "month";
                    };
                    /**
                     * a percentage such as "21", with up to 3 digits and 4 decimals
                     * @description The tax on energy and fixed charge, in percent.
                     * @example 21
                     */
                    taxPercent?: string;
                    /**
                     * a price such as "0.2874", with up to 9 digits and 8 decimals
                     * @description What 1 kWh that is fed into the grid earns; it is not taxed.
                     * @example 0.06
                     */
                    productionCredit?: string;
                };
            };
        };
        responses: {
            /** @description The tariff after the change. */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The revision, for `If-Match` in the next change. */
                    ETag?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "7d0e4f6a-3a8e-4d53-9a51-3c1f0a2b4c5d",
                     *       "name": "Day and night",
                     *       "currency": "EUR",
                     *       "versions": [
                     *         {
                     *           "validFrom": "2026-12-01",
                     *           "rates": [
                     *             {
                     *               "name": "Peak",
                     *               "tiers": [
                     *                 {
                     *                   "upTo": 200,
                     *                   "price": "0.2874"
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "schedule": [
                     *             {
                     *               "days": [
                     *                 "monday"
                     *               ],
                     *               "from": "07:00",
                     *               "to": "22:00",
                     *               "rate": "Peak"
                     *             }
                     *           ],
                     *           "holidays": [
                     *             "2026-12-01"
                     *           ],
                     *           "fixedCharge": {
                     *             "price": "8.5",
                     *             "per": "day"
                     *           },
                     *           "taxPercent": "21",
                     *           "productionCredit": "0.06"
                     *         }
                     *       ],
                     *       "retired": false,
                     *       "revision": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Tariff"];
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such tariff. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It was retired, or others changed it again and again. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The resource is at another revision than `If-Match`. */
            412: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    assignTariffToDevices: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a retried request idempotent: the command runs once, and the replies are equal. A key belongs to caller, method and path; with another body it is refused.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description The id, a UUID.
                 * @example 5c2494a3-1140-4c7a-991a-a1a2561c6bc2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "deviceIds": [
                 *         "5c2494a3-1140-4c7a-991a-a1a2561c6bc2"
                 *       ],
                 *       "from": "2026-12-01"
                 *     }
                 */
                "application/json": {
                    /**
                     * a list of 1 to 200 ids
                     * @description The ids of 1 to 200 devices.
                     */
                    deviceIds: string[];
                    /**
                     * a day of the calendar from 2000 to 2100, written like 2026-12-01
                     * Format: date
                     * @description The first local day of the device on which it applies, in the running month at the earliest. An earlier day is taken where no month that has ended has a tariff yet. Assignments that begin on this day or later are replaced.
                     * @example 2026-12-01
                     */
                    from: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "devices": 1
                     *     }
                     */
                    "application/json": {
                        /** @description The number of devices that have the tariff now. */
                        devices: number;
                    };
                };
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such tariff. */
            404: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The tariff was retired, or others changed a device again and again. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Idempotency-Key` belongs to another request. */
            422: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    markAlertsSeen: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "through": 1042
                 *     }
                 */
                "application/json": {
                    /**
                     * the number of an alert, a whole number from 1 on
                     * @description The number of the newest alert that was shown: it and all earlier ones are marked. Marked alerts stay marked; future alerts are not marked.
                     * @example 1042
                     */
                    through: number;
                };
            };
        };
        responses: {
            /** @description The alerts are marked as seen. */
            204: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description The position of the change in the event store: a query that sends it back sees the change. */
                    "Energy-Position"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid: `errors` lists every mistake. */
            400: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not signed in, or the session has ended. */
            401: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden for this user (`not-allowed`), or until the password is changed (`password-change-required`) or given again (`proof-required`). */
            403: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method: `Allow` lists the methods that it has. */
            405: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Every method of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was incomplete after 10 s. */
            408: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Concurrent requests of the same user prevented the command. */
            409: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The `Host` header names another host. */
            421: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests of the address or the user: retry after `Retry-After`. */
            429: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error. */
            500: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The data is unavailable: retry after `Retry-After`. */
            503: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    /** @description Seconds after which the same request may succeed. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service did not answer within 8 s. A command may have been carried out. */
            504: {
                headers: {
                    /** @description The id of the request, by which an operator finds it in the logs. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
