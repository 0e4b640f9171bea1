"""Tables: columns and constraints only. Importing this package knows them all."""

from adops.models.anomaly import Anomaly, Ticket
from adops.models.booking import Booking, BookingPause, Contract
from adops.models.check import CheckPage, CheckRun, SlotCheck, SlotCheckBooking
from adops.models.closing import DayReason, LedgerWeek, MonthClose, MonthProof, MonthShare
from adops.models.content import ContentDecision, LandingPage, PictureWords, Suggestion
from adops.models.creative import (
    Approval,
    Creative,
    CreativePart,
    IdempotencyKey,
    StoredFile,
)
from adops.models.execution import ExecutionMark
from adops.models.html5 import RenderedPackage
from adops.models.incoming import IncomingMail
from adops.models.make_good import MakeGood
from adops.models.office import Act, JobRun, Mail
from adops.models.people import ApiToken, Person, SignInLink, Station
from adops.models.place import HouseAd, SlotSearch
from adops.models.slot import Closure, Page, Slot, SlotTrial, SlotVersion

__all__ = [
    "Act",
    "Anomaly",
    "ApiToken",
    "Approval",
    "Booking",
    "BookingPause",
    "CheckPage",
    "CheckRun",
    "Closure",
    "ContentDecision",
    "Contract",
    "Creative",
    "CreativePart",
    "DayReason",
    "ExecutionMark",
    "HouseAd",
    "IdempotencyKey",
    "IncomingMail",
    "JobRun",
    "LandingPage",
    "LedgerWeek",
    "Mail",
    "MakeGood",
    "MonthClose",
    "MonthProof",
    "MonthShare",
    "Page",
    "Person",
    "PictureWords",
    "RenderedPackage",
    "SignInLink",
    "Slot",
    "SlotCheck",
    "SlotCheckBooking",
    "SlotSearch",
    "SlotTrial",
    "SlotVersion",
    "Station",
    "StoredFile",
    "Suggestion",
    "Ticket",
]
