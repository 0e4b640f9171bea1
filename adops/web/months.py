"""The page 月度确认."""

from fastapi import APIRouter

router = APIRouter()
