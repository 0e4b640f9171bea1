"""The page 巡检."""

from fastapi import APIRouter

router = APIRouter()
