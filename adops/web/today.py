"""The page 今日."""

from fastapi import APIRouter

router = APIRouter()
