"""Reading the calendars that people keep (iCalendar, RFC 5545). Never imported by a server."""
